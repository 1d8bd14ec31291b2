import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { changeState, type StateChange, StateEditor } from './change-state.js';
import { diffState, type StateDifference } from './diff-state.js';
import { encodeNode, hashOfNode } from './encode-node.js';
import { childrenOf } from './inner-node.js';
import { listState } from './list-state.js';
import { lookUpAlong, lookUpState } from './look-up-state.js';
import { EMPTY_STATE, MissingNodeError } from './node-source.js';
import { compareSlots } from './compare-slots.js';
import { slotPath } from './slot-path.js';
import type { NodeHash, StateEntry, StateNode } from './state-node.js';

type Change = (root: NodeHash, changes: readonly StateChange[], source: Map<NodeHash, StateNode>) => NodeHash;

const change: Change = (root, changes, source) => {
  const changed = changeState(root, changes, source);
  for (const [hash, node] of changed.created) source.set(hash, node);
  return changed.root;
};

/** Paths of which only the first byte differs, so that many slots collide as far as paths go. */
const weakPath = (slot: StateChange['slot']) => new Uint8Array(32).fill((slotPath(slot)[0]! & 3) << 6, 0, 1);

const weakChange: Change = (root, changes, source) => {
  const changed = new StateEditor(source, weakPath).change(root, changes);
  for (const [hash, node] of changed.created) source.set(hash, node);
  return changed.root;
};

const slot = fc.record({
  type: fc.constantFrom('m.room.member', 'm.room.member', 'm.room.name', 'org.example.é', ''),
  stateKey: fc.integer({ min: 0, max: 40 }).map((number) => (number === 0 ? '' : `@user${number}:example.org`)),
});
const eventId = fc.oneof(
  fc.integer({ min: 0, max: 3 }).map((number) => `$${String(number).repeat(42)}A`),
  fc.constantFrom('$1:example.org', `$${'+/'.repeat(21)}A`, `$${'a'.repeat(42)}B`),
);
const changes = fc.array(fc.record({ slot, eventId: fc.option(eventId, { nil: undefined, freq: 3 }) }), {
  maxLength: 80,
});

const keyOf = ({ type, stateKey }: StateChange['slot']) => JSON.stringify([type, stateKey]);

function naive(list: readonly StateChange[]): Map<string, StateEntry> {
  const map = new Map<string, StateEntry>();
  for (const { slot: at, eventId: id } of list) {
    if (id === undefined) map.delete(keyOf(at));
    else map.set(keyOf(at), { slot: at, eventId: id });
  }
  return map;
}

const sorted = <T extends { slot: StateChange['slot'] }>(items: Iterable<T>) =>
  [...items].sort((left, right) => compareSlots(left.slot, right.slot));

function nodesUnder(root: NodeHash, source: Map<NodeHash, StateNode>): Set<NodeHash> {
  const nodes = new Set<NodeHash>();
  const visit = (hash: NodeHash) => {
    if (hash === EMPTY_STATE) return;
    nodes.add(hash);
    for (const child of childrenOf(source.get(hash)!)) visit(child);
  };
  visit(root);
  return nodes;
}

function oneByOne(list: readonly StateChange[], source: Map<NodeHash, StateNode>, step = change): NodeHash {
  return list.reduce((root, one) => step(root, [one], source), EMPTY_STATE);
}

const members = (count: number): StateChange[] =>
  Array.from({ length: count }, (_, index) => ({
    slot: { type: 'm.room.member', stateKey: `@user${index}:example.org` },
    eventId: `$${String(index).padStart(42, 'x')}A`,
  }));

describe.each([
  ['slot paths', change],
  ['colliding paths', weakChange],
])('a state map with %s', (_name, step) => {
  it('has an equal root exactly when the content is equal, whatever led to it', () => {
    fc.assert(
      fc.property(changes, changes, (first, second) => {
        const source = new Map<NodeHash, StateNode>();
        const root = oneByOne(first, source, step);
        const content = sorted(naive(first).values());
        expect(step(EMPTY_STATE, content.toReversed(), source)).toBe(root);
        const other = step(EMPTY_STATE, second, source);
        const isEqual = JSON.stringify(sorted(naive(second).values())) === JSON.stringify(content);
        expect(other === root).toBe(isEqual);
        const undone = first.map((one) => ({ slot: one.slot, eventId: undefined }));
        expect(step(root, undone, source)).toBe(EMPTY_STATE);
      }),
    );
  });

  it('lists what was put in', () => {
    fc.assert(
      fc.property(changes, (list) => {
        const source = new Map<NodeHash, StateNode>();
        const root = oneByOne(list, source, step);
        expect(sorted(listState(root, source))).toEqual(sorted(naive(list).values()));
      }),
    );
  });

  it('differs from another in exactly the slots that differ', () => {
    fc.assert(
      fc.property(changes, changes, (base, more) => {
        const source = new Map<NodeHash, StateNode>();
        const from = step(EMPTY_STATE, base, source);
        const to = step(from, more, source);
        const [before, after] = [naive(base), naive([...base, ...more])];
        const expected: StateDifference[] = [];
        for (const key of new Set([...before.keys(), ...after.keys()])) {
          const [old, now] = [before.get(key), after.get(key)];
          if (old?.eventId === now?.eventId) continue;
          expected.push({ slot: (now ?? old)!.slot, before: old?.eventId, after: now?.eventId });
        }
        expect(diffState(from, to, source)).toEqual(sorted(expected));
      }),
    );
  });

  it('creates exactly the nodes that the old map has not', () => {
    fc.assert(
      fc.property(changes, changes, (base, more) => {
        const source = new Map<NodeHash, StateNode>();
        const from = step(EMPTY_STATE, base, source);
        const all = new Map(source);
        const to = step(from, more, all);
        const old = nodesUnder(from, source);
        const expected = [...nodesUnder(to, all)].filter((hash) => !old.has(hash));
        const editor = new StateEditor(source, step === change ? slotPath : weakPath);
        const { created } = editor.change(from, more);
        expect([...created.keys()].sort()).toEqual(expected.sort());
        for (const [hash, node] of created) expect(hashOfNode(encodeNode(node))).toBe(hash);
      }),
    );
  });
});

describe('lookUpState', () => {
  it('finds what a map of slots finds', () => {
    fc.assert(
      fc.property(changes, fc.array(slot), (list, others) => {
        const source = new Map<NodeHash, StateNode>();
        const root = change(EMPTY_STATE, list, source);
        const weakRoot = weakChange(EMPTY_STATE, list, source);
        const expected = naive(list);
        for (const at of [...others, ...list.map((one) => one.slot)]) {
          const id = expected.get(keyOf(at))?.eventId;
          expect(lookUpState(root, at, source)).toBe(id);
          expect(lookUpAlong(weakPath(at), at, { root: weakRoot, source })).toBe(id);
        }
      }),
    );
  });

  it('finds nothing in the empty state, which needs no stored node', () => {
    expect(lookUpState(EMPTY_STATE, { type: 'm.room.create', stateKey: '' }, new Map())).toBeUndefined();
    expect([...listState(EMPTY_STATE, new Map())]).toEqual([]);
  });
});

describe('listState without members', () => {
  const source = new Map<NodeHash, StateNode>();
  const others: StateChange[] = Array.from({ length: 30 }, (_, index) => ({
    slot: { type: 'm.space.child', stateKey: `!room${index}:example.org` },
    eventId: `$${'y'.repeat(42)}A`,
  }));

  it.each([0, 3, 500])('gives all other state beside %d members', (count) => {
    const root = change(EMPTY_STATE, [...members(count), ...others], source);
    expect(sorted(listState(root, source, { members: false }))).toEqual(sorted(others));
  });

  it('gives nothing when there is nothing else', () => {
    for (const count of [5, 50]) {
      const root = change(EMPTY_STATE, members(count), source);
      expect([...listState(root, source, { members: false })]).toEqual([]);
    }
  });

  it('reads no nodes of members', () => {
    const root = change(EMPTY_STATE, [...members(1000), ...others], source);
    const reads = readsOf(source, (counted) => listState(root, counted, { members: false }));
    expect(reads).toBeLessThan(15);
  });
});

type Work = (source: { get(hash: NodeHash): StateNode | undefined }) => unknown;

function readsOf(source: Map<NodeHash, StateNode>, work: Work): number {
  let reads = 0;
  work({
    get(hash) {
      reads += 1;
      return source.get(hash);
    },
  });
  return reads;
}

describe('a state map of 2,000 members', () => {
  const stored = new Map<NodeHash, StateNode>();
  const root = change(EMPTY_STATE, members(2000), stored);
  const one = { slot: { type: 'm.room.member', stateKey: '@new:example.org' }, eventId: `$${'z'.repeat(42)}A` };
  const changed = change(root, [one], stored);

  it('writes a few nodes for a change', () => {
    expect(changeState(root, [one], stored).created.size).toBeLessThan(8);
  });

  it('is compared in time proportional to the difference', () => {
    expect(readsOf(stored, (source) => diffState(root, changed, source))).toBeLessThan(20);
  });

  /** Loads what is missing and runs again, as a service does. */
  function rounds(work: (source: Map<NodeHash, StateNode>) => unknown): number {
    const loaded = new Map<NodeHash, StateNode>();
    for (let round = 0; round < 100; round += 1) {
      try {
        work(loaded);
        return round;
      } catch (error) {
        if (!(error instanceof MissingNodeError)) throw error;
        for (const hash of error.hashes) loaded.set(hash, stored.get(hash)!);
      }
    }
    throw new Error('no end');
  }

  it('names missing nodes level by level', () => {
    expect(rounds((source) => lookUpState(root, one.slot, source))).toBeLessThan(7);
    expect(rounds((source) => listState(root, source))).toBeLessThan(7);
    expect(rounds((source) => diffState(EMPTY_STATE, root, source))).toBeLessThan(7);
    expect(rounds((source) => diffState(root, changed, source))).toBeLessThan(7);
    expect(rounds((source) => changeState(root, members(2000), source))).toBeLessThan(7);
    const removals = members(1998).map((member) => ({ ...member, eventId: undefined }));
    expect(rounds((source) => changeState(root, removals, source))).toBeLessThan(9);
  });
});
