import { describe, expect, it } from 'vitest';

import { NaiveRoom } from './fixtures/naive-room.js';
import { resolveNaivelyV2 } from './fixtures/naive-v2.js';
import { RoomGraph } from './fixtures/room-graph.js';
import { resolveState } from './resolve-state.js';

const ALICE = '@alice:a.example';
const TOPIC = { type: 'm.room.topic', sender: ALICE, stateKey: '', content: {}, time: 5 };

/** What a faulty server could give as states; admission keeps most of it out before. */
function room(version: string): RoomGraph {
  const graph = new RoomGraph(version);
  const content = { creator: ALICE, room_version: version };
  const create = { type: 'm.room.create', sender: ALICE, stateKey: '', content, authEvents: [] };
  graph.add({ ...create, id: '$create', time: 1 });
  const member = { type: 'm.room.member', sender: ALICE, stateKey: ALICE, content: { membership: 'join' } };
  graph.add({ ...member, id: '$alice', time: 2, authEvents: ['$create'], prevEvents: ['$create'] });
  return graph;
}

describe.each(['2', '12'])('resolveState in room version %s', (version) => {
  it('leaves out an event without state key among the auth events', () => {
    const graph = room(version);
    const { state_key: _, ...message } = graph.pduOf({ ...TOPIC, id: '$message', authEvents: ['$create', '$alice'] });
    graph.events.set('$message', { eventId: '$message', pdu: message, rejected: false });
    graph.authChains.add('$message', ['$alice']);
    graph.add({ ...TOPIC, id: '$topic', authEvents: ['$create', '$alice', '$message'] });
    const [before, after] = [graph.state(['$create', '$alice']), graph.state(['$create', '$alice', '$topic'])];
    expect(graph.resolve([before, after])).toBe(after);
  });

  it('looks past an event without state key that names an event of the auth difference', () => {
    const graph = room(version);
    graph.add({ ...TOPIC, type: 'm.room.third_party_invite', id: '$old', authEvents: ['$create', '$alice'] });
    const { state_key: _, ...message } = graph.pduOf({ ...TOPIC, id: '$message', authEvents: ['$old'] });
    graph.events.set('$message', { eventId: '$message', pdu: message, rejected: false });
    graph.add({ ...TOPIC, id: '$topic', authEvents: ['$create', '$alice', '$old'] });
    graph.authChains.add('$message', ['$old']);
    const [before, after] = [graph.state(['$create', '$alice']), graph.state(['$create', '$alice', '$topic'])];
    expect(graph.eventIdsIn(graph.resolve([before, after]))).toEqual(['$alice', '$create', '$old', '$topic']);
    // What no state holds comes in its place among the conflicts.
    const changes = resolveState([before, after], graph, graph.rules);
    expect(changes.map(({ slot }) => slot.type)).toEqual(['m.room.third_party_invite', 'm.room.topic']);
  });

  it('resolves states with different create events as the text says', () => {
    const graph = room(version);
    const content = { creator: ALICE, room_version: version };
    const other = { type: 'm.room.create', sender: ALICE, stateKey: '', content, authEvents: [] };
    graph.add({ ...other, id: '$other', time: 9 });
    const { room_id: _, ...pdu } = graph.events.get('$other')!.pdu;
    if (version === '12') graph.events.set('$other', { eventId: '$other', pdu, rejected: false });
    const states = [
      ['$create', '$alice'],
      ['$other', '$alice'],
    ];
    const naive = new NaiveRoom(graph.events, graph.rules);
    const expected = resolveNaivelyV2(
      states.map((ids) => naive.state(ids)),
      naive,
    );
    const resolved = graph.eventIdsIn(graph.resolve(states.map((ids) => graph.state(ids))));
    expect(resolved).toEqual([...expected.values()].map(({ eventId }) => eventId).sort());
  });

  it('gives changes in the order of their slots, and none without states', () => {
    const graph = room(version);
    const authEvents = ['$create', '$alice'];
    const types = ['m.room.topic', 'm.room.name', 'org.example', 'm.room.avatar'];
    for (const type of types) graph.add({ ...TOPIC, type, id: `$${type}`, authEvents });
    const [before, after] = [graph.state(authEvents), graph.state([...authEvents, ...types.map((type) => `$${type}`)])];
    const changes = resolveState([before, after], graph, graph.rules);
    expect(changes.map(({ slot }) => slot.type)).toEqual(types.toSorted());
    expect(resolveState([after, before], graph, graph.rules)).toEqual([]);
    expect(resolveState([], graph, graph.rules)).toEqual([]);
  });

  it('needs nothing to resolve one state, however often it is given', () => {
    const nothing = { nodes: new Map(), events: new Map(), authChains: undefined as never };
    expect(resolveState(['x', 'x'], nothing, room(version).rules)).toEqual([]);
  });
});
