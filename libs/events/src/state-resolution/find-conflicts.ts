import type { StateSlot } from '../content/state-slot.js';
import { diffState } from '../state-map/diff-state.js';
import type { NodeSource } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import { collectLoaded } from './collect-loaded.js';
import { SlotMap } from './slot-map.js';

/** A slot in which not all of the states hold the same event. */
export interface Conflict {
  readonly slot: StateSlot;
  /** The event in the slot by state, `undefined` for states that have none. */
  readonly eventIds: readonly (string | undefined)[];
}

/**
 * The slots that are not in the unconflicted state map (rooms/v12#definitions), in time proportional to how much the
 * states differ. Throws `MissingNodeError`.
 */
export function findConflicts(roots: readonly [NodeHash, ...NodeHash[]], nodes: NodeSource): SlotMap<Conflict> {
  const differences = collectLoaded(roots, (root) => diffState(roots[0], root, nodes));
  const conflicts = new SlotMap<{ slot: StateSlot; eventIds: (string | undefined)[] }>();
  for (const [state, ofState] of differences.entries()) {
    for (const { slot, before, after } of ofState) {
      let conflict = conflicts.get(slot);
      if (conflict === undefined) {
        conflict = { slot, eventIds: Array.from(roots, () => before) };
        conflicts.set(slot, conflict);
      }
      conflict.eventIds[state] = after;
    }
  }
  return conflicts;
}
