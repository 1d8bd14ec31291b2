import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { DamagedNodeError } from '../state-map/damaged-node-error.js';
import { MissingNodeError } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import { AuthChains } from './auth-chains.js';
import { checkResolution } from './fixtures/check-resolution.js';
import { LazySources } from './fixtures/lazy-sources.js';
import { arbitrarySteps, RandomRoom } from './fixtures/random-room.js';
import { RoomGraph } from './fixtures/room-graph.js';
import { MissingEventsError } from './missing-events-error.js';
import { resolveState } from './resolve-state.js';

const SEEDS = 100;
const ROUNDS_MAX = 8;
/** More than the rounds. */
const SENDERS = 20;

function roomOf(version: string): RandomRoom {
  const step = { follows: [0], sender: 0, target: 1, action: 13, value: 0, time: 0, fault: 9 };
  return new RandomRoom(version, [step, { ...step, follows: [1] }]);
}

/** Two states that differ in what many users set before they changed their display names. */
function roomOfRenamed(version: string): { readonly graph: RoomGraph; readonly roots: NodeHash[] } {
  const graph = new RoomGraph(version);
  const creator = '@alice:a.example';
  const base = { sender: creator, stateKey: '', time: 1, authEvents: ['$create', '$alice'] };
  graph.add({ ...base, id: '$create', type: 'm.room.create', content: { creator }, authEvents: [] });
  const joined = { ...base, type: 'm.room.member', stateKey: creator, content: { membership: 'join' } };
  graph.add({ ...joined, id: '$alice', authEvents: ['$create'], prevEvents: ['$create'] });
  graph.add({ ...base, id: '$public', type: 'm.room.join_rules', content: { join_rule: 'public' } });
  graph.add({ ...base, id: '$levels', type: 'm.room.power_levels', content: { state_default: 0 } });
  const states: string[][] = [0, 1].map(() => ['$create', '$alice', '$public', '$levels']);
  for (let number = 0; number < SENDERS; number += 1) {
    const user = { type: 'm.room.member', sender: `@${number}:b.example`, stateKey: `@${number}:b.example`, time: 2 };
    const [join, renamed] = [`$join-${number}`, `$renamed-${number}`];
    const authEvents = ['$create', '$levels', '$public'];
    graph.add({ ...user, id: join, content: { membership: 'join' }, authEvents });
    const content = { membership: 'join', displayname: 'x' };
    graph.add({ ...user, id: renamed, content, authEvents: [...authEvents, join] });
    for (const [state, eventIds] of states.entries()) {
      const id = `$set-${number}-${state}`;
      graph.add({ ...user, id, type: 'org.example', content: {}, authEvents: ['$create', '$levels', join] });
      eventIds.push(renamed, id);
    }
  }
  return { graph, roots: states.map((eventIds) => graph.state(eventIds)) };
}

describe('resolveState with sources that lack parts', () => {
  it('names all that it lacks, in few rounds, and then resolves as if nothing had been missing', () => {
    fc.assert(
      fc.property(fc.constantFrom('1', '2', '10', '12'), arbitrarySteps, (version, steps) => {
        const room = new RandomRoom(version, steps);
        const roots = room.states.slice(-5);
        const expected = resolveState(roots, room.graph, room.graph.rules);
        const withoutSlots = new LazySources(room.graph, false);
        expect(withoutSlots.resolve(roots)).toEqual(expected);
        const lazy = new LazySources(room.graph, true);
        expect(lazy.resolve(roots)).toEqual(expected);
        // The maps, the full conflicted set with its auth events, the create event, and what the rules ask for.
        expect(lazy.rounds.length).toBeLessThanOrEqual(ROUNDS_MAX);
      }),
      { numRuns: SEEDS },
    );
  });

  it('resolves states to the same in any order, with events that come late or never', () => {
    const some = fc.array(fc.nat(30), { maxLength: 6 });
    const absent = fc.record({ late: some, lost: some });
    fc.assert(
      fc.property(fc.constantFrom('1', '2', '12'), arbitrarySteps, absent, (version, steps, { late, lost }) => {
        const { graph, states, events } = new RandomRoom(version, steps);
        const named = (numbers: readonly number[]) => new Set(numbers.flatMap((number) => events[number]?.id ?? []));
        const { rules, events: all, nodes, authChains } = graph;
        const room = { rules, roots: states.slice(-5), events: all, nodes, authChains };
        expect(checkResolution({ ...room, late: named(late) })).toContain('states');
        checkResolution({ ...room, late: named(late), lost: named(lost) });
      }),
      { numRuns: SEEDS },
    );
  });

  it.each(['1', '2'])('loads at once what the rules ask of a state, in room version %s', (version) => {
    const { graph, roots } = roomOfRenamed(version);
    const lazy = new LazySources(graph, true);
    expect(lazy.resolve(roots)).toEqual(resolveState(roots, graph, graph.rules));
    expect(lazy.rounds.length).toBeLessThanOrEqual(ROUNDS_MAX);
  });

  it.each(['1', '2', '12'])('throws the same error again when an event never comes, in room version %s', (version) => {
    const { graph, states } = roomOf(version);
    const sources = { nodes: graph.nodes, events: new Map(), authChains: graph.authChains };
    const first = () => resolveState(states.slice(-2), sources, graph.rules);
    expect(first).toThrow(MissingEventsError);
    expect(first).toThrow(MissingEventsError);
    const nothing = { nodes: new Map(), events: new Map(), authChains: graph.authChains };
    expect(() => resolveState(states.slice(-2), nothing, graph.rules)).toThrow(MissingNodeError);
  });

  it('names conflicted events that are not in the auth chains', () => {
    const { graph, states, events } = roomOf('10');
    const topics = events.slice(-2).map(({ id }) => id);
    const sources = { nodes: graph.nodes, events: graph.events, authChains: new AuthChains() };
    const error = (() => {
      try {
        return resolveState(states.slice(-2), sources, graph.rules);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(error).toBeInstanceOf(MissingEventsError);
    expect((error as MissingEventsError).eventIds.toSorted()).toEqual(topics.toSorted());
    expect((error as MissingEventsError).name).toBe('MissingEventsError');
    expect((error as MissingEventsError).message).toContain('2 events are not loaded');
  });

  it('names the nodes that are missing of all states', () => {
    const { graph, states } = roomOf('10');
    const roots = states.slice(-3);
    expect(() =>
      resolveState(roots, { nodes: new Map(), events: graph.events, authChains: graph.authChains }, graph.rules),
    ).toThrow(expect.objectContaining({ hashes: expect.arrayContaining(roots) }) as Error);
  });

  it('passes on what else a source throws', () => {
    const { graph, states } = roomOf('10');
    const damaged = new DamagedNodeError('x');
    const nodes = {
      get: () => {
        throw damaged;
      },
    };
    const { events, authChains, rules } = graph;
    expect(() => resolveState(states.slice(-2), { nodes, events, authChains }, rules)).toThrow(damaged);
  });
});
