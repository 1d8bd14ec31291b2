import type { StateSlot } from '../content/state-slot.js';
import { childrenByBranch } from './inner-node.js';
import { entriesUnder } from './list-state.js';
import { EMPTY_STATE, NodeReader, type NodeSource } from './node-source.js';
import { compareSlots } from './compare-slots.js';
import type { InnerNode, NodeHash, StateEntry } from './state-node.js';

/** A slot in which two states differ; an event id is absent where that state has no event in the slot. */
export interface StateDifference {
  readonly slot: StateSlot;
  readonly before?: string;
  readonly after?: string;
}

interface Pair {
  readonly from: NodeHash;
  readonly to: NodeHash;
}

/**
 * Every slot that differs between two maps, ordered by type and state key. Takes time in proportion to what differs.
 * Throws `MissingNodeError`.
 */
export function diffState(from: NodeHash, to: NodeHash, source: NodeSource): StateDifference[] {
  const reader = new NodeReader(source);
  const differences: StateDifference[] = [];
  const waiting: Pair[] = [{ from, to }];
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    if (pair.from === pair.to) continue;
    const before = reader.tryRead(pair.from);
    const after = reader.tryRead(pair.to);
    if (before === undefined || after === undefined) continue;
    if (before.kind === 'inner' && after.kind === 'inner') waiting.push(...childPairs(before, after));
    // A leaf is small, so nearly everything on the other side differs from it.
    else differences.push(...diffEntries(entriesUnder(pair.from, reader), entriesUnder(pair.to, reader)));
  }
  reader.checkComplete();
  return differences.sort((left, right) => compareSlots(left.slot, right.slot));
}

function childPairs(before: InnerNode, after: InnerNode): Pair[] {
  const to = childrenByBranch(after);
  return childrenByBranch(before)
    .map((hash, branch) => ({ from: hash ?? EMPTY_STATE, to: to[branch] ?? EMPTY_STATE }))
    .filter((pair) => pair.from !== pair.to);
}

function diffEntries(before: readonly StateEntry[], after: readonly StateEntry[]): StateDifference[] {
  const keyOf = ({ type, stateKey }: StateSlot) => `${type.length} ${type}${stateKey}`;
  const rest = new Map(before.map((entry) => [keyOf(entry.slot), entry]));
  const differences: StateDifference[] = [];
  for (const { slot, eventId } of after) {
    const key = keyOf(slot);
    const old = rest.get(key)?.eventId;
    rest.delete(key);
    if (old === undefined) differences.push({ slot, after: eventId });
    else if (old !== eventId) differences.push({ slot, before: old, after: eventId });
  }
  for (const { slot, eventId } of rest.values()) differences.push({ slot, before: eventId });
  return differences;
}
