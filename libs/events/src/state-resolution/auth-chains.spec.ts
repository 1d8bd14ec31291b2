import type { JsonObject } from '@chappe/crypto';
import { describe, expect, it } from 'vitest';

import { AuthChains } from './auth-chains.js';
import { RoomGraph } from './fixtures/room-graph.js';
import { MissingEventsError } from './missing-events-error.js';

const ALICE = '@alice:a.example';
/** More calls than a stack holds. */
const DEPTH = 12_000;
const STATES = 70;

/** A room whose power levels were changed many times, each time on the basis of the change before. */
function roomOf(version: string, changes: number): RoomGraph {
  const graph = new RoomGraph(version);
  const base = { sender: ALICE, stateKey: '' };
  const create = { creator: ALICE, room_version: version };
  graph.add({ ...base, id: '$create', type: 'm.room.create', content: create, time: 0, authEvents: [] });
  const content = { membership: 'join' };
  const member = { id: '$alice', type: 'm.room.member', sender: ALICE, stateKey: ALICE };
  graph.add({ ...member, content, time: 1, authEvents: ['$create'] });
  for (let number = 0; number < changes; number += 1) {
    const authEvents = ['$create', '$alice', ...(number > 0 ? [`$levels-${number - 1}`] : [])];
    const users: JsonObject = version === '12' ? {} : { [ALICE]: 100 };
    const levels = { type: 'm.room.power_levels', content: { users, ban: number % 100 } };
    graph.add({ ...base, ...levels, id: `$levels-${number}`, time: number, authEvents });
  }
  return graph;
}

describe('AuthChains', () => {
  it('takes an event once, after its auth events', () => {
    const chains = new AuthChains();
    chains.add('$create', []);
    chains.add('$join', ['$create']);
    chains.add('$join', ['$unknown']);
    expect(chains.size).toBe(2);
    expect([chains.has('$join'), chains.has('$unknown')]).toEqual([true, false]);
    const edges = [0, 1].map((number) => [chains.edgesStart(number), chains.edgesEnd(number)]);
    expect(edges).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });

  it('names all auth events that were not added, and leaves nothing of the event behind', () => {
    const chains = new AuthChains();
    chains.add('$create', []);
    const add = () => chains.add('$join', ['$levels', '$create', '$rules']);
    expect(add).toThrow(new MissingEventsError(['$levels', '$rules']));
    expect(chains.size).toBe(1);
  });

  it('cannot hold events of room versions 1 and 2 that authorise each other', () => {
    const chains = new AuthChains();
    expect(() => chains.add('$itself:evil.example', ['$itself:evil.example'])).toThrow(MissingEventsError);
    expect(() => chains.add('$one:evil.example', ['$other:evil.example'])).toThrow(MissingEventsError);
    expect(() => chains.add('$other:evil.example', ['$one:evil.example'])).toThrow(MissingEventsError);
    expect(chains.size).toBe(0);
  });
});

describe.each(['1', '2', '12'])('resolveState in room version %s', (version) => {
  it('goes along a very long auth chain without a deep stack', () => {
    const graph = roomOf(version, DEPTH);
    const others = ['$create', '$alice'];
    const [old, newest] = [graph.state([...others, '$levels-0']), graph.state([...others, `$levels-${DEPTH - 1}`])];
    // Version 1 takes the later one since it is allowed after the earlier one.
    expect(graph.resolve([old, newest])).toBe(newest);
    expect(graph.resolve([newest, old])).toBe(newest);
  });

  it('resolves more states than a number has bits', () => {
    const graph = roomOf(version, STATES);
    const topics = Array.from({ length: STATES }, (_, number) => {
      const authEvents = ['$create', '$alice', `$levels-${number}`];
      const event = { type: 'm.room.topic', sender: ALICE, stateKey: '', content: {}, depth: number, time: number };
      graph.add({ ...event, id: `$topic-${number}`, authEvents });
      return graph.state(['$create', '$alice', `$levels-${number}`, `$topic-${number}`]);
    });
    expect(graph.resolve(topics)).toBe(topics.at(-1));
    expect(graph.resolve(topics.toReversed())).toBe(topics.at(-1));
  });

  it('has nothing to do for one state or none', () => {
    const graph = roomOf(version, STATES);
    const root = graph.state(['$create']);
    expect(graph.resolve([root])).toBe(root);
    expect(graph.resolve([root, root])).toBe(root);
  });
});
