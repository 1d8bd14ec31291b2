import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { roomVersionRules } from '../room-versions/room-versions.js';
import { NaiveRoom } from './fixtures/naive-room.js';
import { resolveNaivelyV1 } from './fixtures/naive-v1.js';
import { resolveNaivelyV2 } from './fixtures/naive-v2.js';
import { type NamedEvent, RoomGraph } from './fixtures/room-graph.js';

interface Vector {
  readonly title: string;
  readonly specification: string;
  readonly events: readonly NamedEvent[];
  readonly states: readonly (readonly string[])[];
  readonly resolved: Readonly<Record<string, readonly string[]>>;
}

/** Room versions by algorithm in which event IDs can be chosen, or in which the room ID says what that of create is. */
const VERSIONS: Readonly<Record<string, string>> = { v1: '1', v2: '2', 'v2.1': '12' };

const folder = new URL('../../vectors/state-resolution/', import.meta.url);
const vectors = readdirSync(folder).map((name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Vector);
const cases = vectors.flatMap((vector) =>
  Object.entries(vector.resolved).map(([algorithm, expected]) => ({ ...vector, algorithm, expected })),
);

describe('resolveState', () => {
  it('finds vectors for all algorithms', () => {
    expect(new Set(cases.map(({ algorithm }) => algorithm))).toEqual(new Set(['v1', 'v2', 'v2.1']));
  });

  it.each(cases)('$algorithm: $title ($specification)', ({ algorithm, expected, events, states }) => {
    const graph = new RoomGraph(VERSIONS[algorithm]!);
    for (const event of events) graph.add(event);
    const roots = states.map((eventIds) => graph.state(eventIds));
    expect(graph.eventIdsIn(graph.resolve(roots))).toEqual(expected.toSorted());
    expect(graph.eventIdsIn(graph.resolve(roots.toReversed()))).toEqual(expected.toSorted());
  });

  it.each(cases)('$algorithm, written naively: $title', ({ algorithm, expected, events, states }) => {
    const graph = new RoomGraph(VERSIONS[algorithm]!);
    for (const event of events) graph.add(event);
    const room = new NaiveRoom(graph.events, roomVersionRules(VERSIONS[algorithm]!)!);
    const resolve = algorithm === 'v1' ? resolveNaivelyV1 : resolveNaivelyV2;
    const resolved = resolve(
      states.map((eventIds) => room.state(eventIds)),
      room,
    );
    expect([...resolved.values()].map(({ eventId }) => eventId).sort()).toEqual(expected.toSorted());
  });
});
