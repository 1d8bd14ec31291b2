import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { roomVersionRules } from '../room-versions/room-versions.js';
import { changeState } from '../state-map/change-state.js';
import { EMPTY_STATE } from '../state-map/node-source.js';
import { AuthChains } from './auth-chains.js';
import { authDifference } from './auth-difference.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { conflictedSubgraph } from './conflicted-subgraph.js';
import { findConflicts } from './find-conflicts.js';
import { selectPowerEvents } from './power-events.js';
import { Resolution } from './resolution.js';
import { UnconflictedState } from './unconflicted-state.js';

/** Each event has a slot of its own and cites some of those before it. */
const arbitraryEdges = fc.array(fc.array(fc.nat({ max: 6 }), { maxLength: 3 }), { minLength: 2, maxLength: 24 });
const arbitraryChoices = fc.array(fc.array(fc.boolean(), { maxLength: 24 }), { minLength: 2, maxLength: 40 });

/** The graph in which event n cites n - 1 - d for each d of its edges; drawn on its own as sets of ancestors. */
function drawGraph(edges: readonly (readonly number[])[]) {
  const chains = new AuthChains();
  const ancestors: Set<number>[] = [];
  for (const [number, distances] of edges.entries()) {
    const cited = distances.map((distance) => number - 1 - distance).filter((authEvent) => authEvent >= 0);
    chains.add(
      `$${number}`,
      cited.map(String).map((id) => `$${id}`),
      slotOf(number),
    );
    ancestors.push(new Set(cited.flatMap((authEvent) => [authEvent, ...ancestors[authEvent]!])));
  }
  return { chains, ancestors };
}

function slotOf(number: number) {
  return { type: 'org.example', stateKey: String(number) };
}

const ascending = (left: number, right: number) => left - right;

describe('the auth chains of any graph', () => {
  it('have the difference that their sets have, where states hold or lack any events', () => {
    fc.assert(
      fc.property(arbitraryEdges, arbitraryChoices, (edges, choices) => {
        const { chains, ancestors } = drawGraph(edges);
        const states = choices.map((choice) => edges.flatMap((_, number) => (choice[number] ? [number] : [])));
        const nodes = new Map();
        const roots = states.map((numbers) => {
          const changes = numbers.map((number) => ({ slot: slotOf(number), eventId: `$${number}` }));
          const { root, created } = changeState(EMPTY_STATE, changes, nodes);
          for (const [hash, node] of created) nodes.set(hash, node);
          return root;
        });
        const [first, ...others] = roots;
        const conflicts = findConflicts([first!, ...others], nodes);
        const unconflicted = new UnconflictedState(first!, conflicts, nodes);
        const graph = { events: new Map(), authChains: chains };
        const parts = { roots: [first!, ...others] as [string, ...string[]], conflicts, unconflicted };
        const resolution = new Resolution(roomVersionRules('10')!, parts, graph);
        const conflicted = states.map((numbers) => numbers.filter((number) => conflicts.has(slotOf(number))));

        // With each state's own events in its full auth chain; conflicted events may be named or not.
        const withChain = (number: number) => [number, ...ancestors[number]!];
        const full = states.map((numbers) => new Set(numbers.flatMap(withChain)));
        const isConflicted = (number: number) => conflicts.has(slotOf(number));
        const expected = edges.flatMap((_, number) => {
          const reaching = full.filter((chain) => chain.has(number)).length;
          return !isConflicted(number) && reaching > 0 && reaching < full.length ? [number] : [];
        });
        const difference = authDifference(conflicted, resolution).filter((number) => !isConflicted(number));
        expect(difference).toEqual(expected.toReversed());
      }),
      {
        numRuns: 500,
        // The oldest edge of all is the only way from a candidate to what all states hold.
        examples: [
          [
            [[], [0], [1]],
            [
              [false, true, true],
              [false, true, false],
            ],
          ],
        ],
      },
    );
  });

  it('hold between two conflicted events exactly what lies on a path', () => {
    fc.assert(
      fc.property(arbitraryEdges, fc.uniqueArray(fc.nat({ max: 23 }), { minLength: 1 }), (edges, chosen) => {
        const { chains, ancestors } = drawGraph(edges);
        const conflicted = new Set(chosen.map((number) => number % edges.length));
        const expected = edges.flatMap((_, number) => {
          const isAbove = [...conflicted].some((end) => end === number || ancestors[number]!.has(end));
          const isBelow = [...conflicted].some((start) => start === number || ancestors[start]!.has(number));
          return isAbove && isBelow ? [number] : [];
        });
        expect([...conflictedSubgraph(conflicted, chains)].sort(ascending)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('give to power events what they reach without leaving the full conflicted set', () => {
    const arbitraryNumbers = fc.uniqueArray(fc.nat({ max: 23 }));
    fc.assert(
      fc.property(arbitraryEdges, arbitraryNumbers, arbitraryNumbers, (edges, all, powerful) => {
        const { chains } = drawGraph(edges);
        const full = new Set(all.filter((number) => number < edges.length));
        const events = [...full].map((number) => eventOf(number, powerful.includes(number)));
        const expected = new Set<number>();
        const reach = (number: number) => {
          if (!full.has(number)) return;
          expected.add(number);
          for (const distance of edges[number]!) reach(number - 1 - distance);
        };
        for (const number of powerful) reach(number);
        const picked = selectPowerEvents(events, chains).map(({ number }) => number);
        expect(picked).toEqual([...full].filter((number) => expected.has(number)));
      }),
      { numRuns: 500 },
    );
  });
});

function eventOf(number: number, isPowerEvent: boolean): ConflictedEvent {
  const type = isPowerEvent ? 'm.room.power_levels' : 'org.example';
  return { number, pdu: { type, state_key: '' } } as unknown as ConflictedEvent;
}
