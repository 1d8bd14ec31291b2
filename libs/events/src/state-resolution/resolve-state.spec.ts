import { describe, expect, it } from 'vitest';

import { RoomGraph } from './fixtures/room-graph.js';

describe.each(['2', '6', '12'])('resolveState in room version %s', (version) => {
  it('takes the topic of the later power levels, as the example of MSC1442 does', () => {
    const graph = new RoomGraph(version);
    const alice = '@alice:a.example';
    const bob = '@bob:b.example';
    const member = { type: 'm.room.member', content: { membership: 'join' } };
    const top = { stateKey: '' };
    const creator = version === '12' ? {} : { [alice]: 100 };
    graph.add({
      ...top,
      id: '$create',
      type: 'm.room.create',
      sender: alice,
      content: { creator: alice, room_version: version },
      time: 1,
      authEvents: [],
    });
    graph.add({ ...member, id: '$alice', sender: alice, stateKey: alice, time: 2, authEvents: ['$create'] });
    const levels = { ...top, type: 'm.room.power_levels', sender: alice };
    const before = ['$create', '$alice'];
    graph.add({ ...levels, id: '$p1', content: { users: { ...creator, [bob]: 50 } }, time: 3, authEvents: before });
    const rules = { ...top, type: 'm.room.join_rules', sender: alice, content: { join_rule: 'public' } };
    graph.add({ ...rules, id: '$rules', time: 4, authEvents: [...before, '$p1'] });
    const joined = ['$create', '$rules', '$p1'];
    graph.add({ ...member, id: '$bob', sender: bob, stateKey: bob, time: 5, authEvents: joined });
    const [byAlice, byBob] = [
      ['$create', '$alice', '$p1'],
      ['$create', '$bob', '$p1'],
    ];
    const topic = { ...top, type: 'm.room.topic', content: {} };
    graph.add({ ...topic, id: '$topic2', sender: alice, time: 8, authEvents: byAlice });
    graph.add({ ...levels, id: '$p2', content: { users: { ...creator, [bob]: 0 } }, time: 9, authEvents: byAlice });
    graph.add({ ...topic, id: '$topic3', sender: bob, time: 10, authEvents: byBob });
    const demotes = { users: { ...creator, [bob]: 50 }, events: { 'm.room.topic': 50 } };
    graph.add({ ...levels, id: '$p3', sender: bob, content: demotes, time: 11, authEvents: byBob });
    graph.add({ ...topic, id: '$topic4', sender: alice, time: 1, authEvents: ['$create', '$alice', '$p2'] });

    const others = ['$create', '$alice', '$rules', '$bob'];
    const left = graph.state([...others, '$p2', '$topic2']);
    const right = graph.state([...others, '$p3', '$topic3']);
    const message2 = [...others, '$p2', '$topic2'].sort();
    expect(graph.eventIdsIn(graph.resolve([left, right]))).toEqual(message2);
    expect(graph.eventIdsIn(graph.resolve([right, left]))).toEqual(message2);
    const later = graph.state([...others, '$p2', '$topic4']);
    expect(graph.eventIdsIn(graph.resolve([later, left]))).toEqual([...others, '$p2', '$topic4'].sort());
  });
});
