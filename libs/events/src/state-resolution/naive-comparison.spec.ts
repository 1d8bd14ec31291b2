import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { changeState } from '../state-map/change-state.js';
import { EMPTY_STATE } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import { NaiveRoom } from './fixtures/naive-room.js';
import { resolveNaivelyV1 } from './fixtures/naive-v1.js';
import { resolveNaivelyV2 } from './fixtures/naive-v2.js';
import { arbitrarySteps, RandomRoom } from './fixtures/random-room.js';
import { RoomGraph } from './fixtures/room-graph.js';

/** More for longer runs by hand. */
const SEEDS = Number(process.env['STATE_RESOLUTION_SEEDS'] ?? 200);
/** Create event, four joins, join rules, power levels: that all are allowed shows that the rooms are real ones. */
const FOUNDING_EVENTS = 6;
const VERSIONS = ['1', '2', '6', '8', '10', '12'];

/** The same events in another order of arrival, auth events always before those that name them. */
function reordered(room: RandomRoom, order: (index: number) => number): RoomGraph {
  const graph = new RoomGraph(room.graph.rules.version);
  const [create, ...others] = room.events;
  graph.add(create!);
  const waiting = others.map((event, index) => ({ event, rank: order(index) }));
  waiting.sort((left, right) => left.rank - right.rank);
  while (waiting.length > 0) {
    const next = waiting.findIndex(({ event }) => event.authEvents.every((id) => graph.events.has(id)));
    graph.add(waiting.splice(next, 1)[0]!.event);
  }
  for (const [hash, node] of room.graph.nodes) graph.nodes.set(hash, node);
  return graph;
}

/** The states after each event of a room, for a server that learns of some events before it works any state out. */
function statesInBatches(room: RandomRoom, batch: number): NodeHash[] {
  const graph = new RoomGraph(room.graph.rules.version);
  const states: NodeHash[] = [];
  for (let start = 0; start < room.events.length; start += batch) {
    const events = room.events.slice(start, start + batch);
    for (const event of events) graph.add(event);
    for (const { id, type, stateKey } of events) {
      const before = room.follows[states.length]!.map((index) => states[index]!);
      const root = before.length === 0 ? EMPTY_STATE : graph.resolve(before);
      states.push(graph.keep(changeState(root, [{ slot: { type, stateKey }, eventId: id }], graph.nodes)));
    }
  }
  return states;
}

function naively(room: RandomRoom, roots: readonly NodeHash[]): string[] {
  const naive = new NaiveRoom(room.graph.events, room.graph.rules);
  const states = roots.map((root) => naive.state(room.graph.eventIdsIn(root)));
  const resolve = room.graph.rules.stateResolution === 'v1' ? resolveNaivelyV1 : resolveNaivelyV2;
  return [...resolve(states, naive).values()].map(({ eventId }) => eventId).sort();
}

describe('resolveState', () => {
  it('agrees with an implementation written sentence by sentence, in three orders of arrival', () => {
    fc.assert(
      fc.property(fc.constantFrom(...VERSIONS), arbitrarySteps, (version, steps) => {
        const room = new RandomRoom(version, steps);
        expect(room.events.length).toBeGreaterThan(FOUNDING_EVENTS);
        const backwards = reordered(room, (index) => -index);
        const mixed = reordered(room, (index) => (index * 37) % 101);
        for (const follows of [...room.follows, room.states.map((_, index) => index).slice(-6)]) {
          const roots = follows.map((index) => room.states[index]!);
          if (roots.length < 2) continue;
          const expected = naively(room, roots);
          expect(room.graph.eventIdsIn(room.graph.resolve(roots))).toEqual(expected);
          expect(backwards.eventIdsIn(backwards.resolve(roots.toReversed()))).toEqual(expected);
          expect(mixed.eventIdsIn(mixed.resolve([roots.at(-1)!, ...roots]))).toEqual(expected);
        }
      }),
      { numRuns: SEEDS },
    );
  });

  it('gives the same states whether events come one by one, in batches or all at once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...VERSIONS),
        arbitrarySteps,
        fc.integer({ min: 2, max: 9 }),
        (version, steps, size) => {
          const room = new RandomRoom(version, steps);
          for (const batch of [1, size, room.events.length]) expect(statesInBatches(room, batch)).toEqual(room.states);
        },
      ),
      { numRuns: Math.ceil(SEEDS / 4) },
    );
  });
});
