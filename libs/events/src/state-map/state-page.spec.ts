import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeState, type StateChange } from './change-state.js';
import { compareSlots } from './compare-slots.js';
import { diffState } from './diff-state.js';
import { EMPTY_STATE, MissingNodeError, type NodeSource } from './node-source.js';
import type { NodeHash, StateEntry, StateNode } from './state-node.js';
import { countState, statePage, type StatePageRequest } from './state-page.js';

const slot = fc.record({
  type: fc.constantFrom('m.room.member', 'm.room.member', 'm.room.name', 'org.example.é'),
  stateKey: fc.nat(60).map((number) => (number === 0 ? '' : `@user${number}:example.org`)),
});
const changes = fc.array(
  fc.record({ slot, eventId: fc.option(fc.constantFrom('$1:x', '$2:x', '$3:x'), { nil: undefined, freq: 4 }) }),
  { maxLength: 120 },
);

const states = fc.tuple(changes, changes);

/** Nodes that are there only once they were asked for, as in a cache over a database. */
class LazyNodes implements NodeSource {
  readonly loaded = new Map<NodeHash, StateNode>();

  constructor(readonly stored: ReadonlyMap<NodeHash, StateNode>) {}

  get(hash: NodeHash): StateNode | undefined {
    return this.loaded.get(hash);
  }

  run<T>(operation: (source: NodeSource) => T): T {
    for (let round = 0; round < 64; round++) {
      try {
        return operation(this);
      } catch (error) {
        if (!(error instanceof MissingNodeError)) throw error;
        for (const hash of error.hashes) this.loaded.set(hash, this.stored.get(hash)!);
      }
    }
    throw new Error('never complete');
  }
}

function change(root: NodeHash, list: readonly StateChange[], nodes: Map<NodeHash, StateNode>): NodeHash {
  const changed = changeState(root, list, nodes);
  for (const [hash, node] of changed.created) nodes.set(hash, node);
  return changed.root;
}

function allPages(request: Omit<StatePageRequest, 'after'>, nodes: ReadonlyMap<NodeHash, StateNode>): StateEntry[] {
  const entries: StateEntry[] = [];
  for (let after: StatePageRequest['after']; ;) {
    // Each page begins with nothing in memory.
    const page = new LazyNodes(nodes).run((source) => statePage({ ...request, after }, source));
    entries.push(...page);
    expect(page.length).toBeLessThanOrEqual(request.limit);
    if (page.length < request.limit) return entries;
    after = page.at(-1)?.slot;
  }
}

const sorted = (entries: readonly StateEntry[]): StateEntry[] =>
  entries.toSorted((a, b) => compareSlots(a.slot, b.slot));

describe('pages of a state map', () => {
  it('hold together each entry that another map has not, once', () => {
    fc.assert(
      fc.property(states, fc.integer({ min: 1, max: 20 }), fc.boolean(), ([base, more], limit, isBack) => {
        const nodes = new Map<NodeHash, StateNode>();
        const first = change(EMPTY_STATE, base, nodes);
        const second = change(first, more, nodes);
        const [from, to] = isBack ? [second, first] : [first, second];
        const expected = diffState(from, to, nodes).flatMap(({ slot: at, after }) =>
          after === undefined ? [] : { slot: at, eventId: after },
        );
        expect(sorted(allPages({ from, to, limit }, nodes))).toEqual(expected);
        const all = diffState(EMPTY_STATE, to, nodes).map(({ slot: at, after }) => ({ slot: at, eventId: after }));
        expect(sorted(allPages({ from: EMPTY_STATE, to, limit }, nodes))).toEqual(all);
      }),
    );
  });

  it('of a large map read what they hold and the way there, in a few rounds', () => {
    const nodes = new Map<NodeHash, StateNode>();
    const members = Array.from({ length: 5_000 }, (_, index) => ({
      slot: { type: 'm.room.member', stateKey: `@user${index}:example.org` },
      eventId: `$${index}:x`,
    }));
    const to = change(EMPTY_STATE, members, nodes);
    const lazy = new LazyNodes(nodes);
    const page = lazy.run((source) => statePage({ from: EMPTY_STATE, to, limit: 50 }, source));
    expect(page).toHaveLength(50);
    expect(lazy.loaded.size).toBeLessThan(200);
    const next = new LazyNodes(nodes);
    next.run((source) => statePage({ from: EMPTY_STATE, to, after: page.at(-1)!.slot, limit: 50 }, source));
    expect(next.loaded.size).toBeLessThan(200);
    expect(allPages({ from: EMPTY_STATE, to, limit: 700 }, nodes)).toHaveLength(5_000);
  });
});

it('members are counted apart from the rest', () => {
  fc.assert(
    fc.property(changes, (list) => {
      const nodes = new Map<NodeHash, StateNode>();
      const root = change(EMPTY_STATE, list, nodes);
      const entries = diffState(EMPTY_STATE, root, nodes);
      const members = entries.filter((entry) => entry.slot.type === 'm.room.member').length;
      const lazy = new LazyNodes(nodes);
      expect(lazy.run((source) => countState(root, source))).toEqual({ members, others: entries.length - members });
      expect(lazy.loaded.size).toBeLessThanOrEqual(2);
    }),
  );
});
