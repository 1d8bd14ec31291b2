import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { StateChange } from '../state-map/change-state.js';
import { compareSlots } from '../state-map/compare-slots.js';
import type { NodeSource } from '../state-map/node-source.js';
import type { NodeHash } from '../state-map/state-node.js';
import type { AuthChains } from './auth-chains.js';
import { collectLoaded } from './collect-loaded.js';
import { findConflicts } from './find-conflicts.js';
import type { EventSource, GraphEvent } from './graph-event.js';
import { Resolution } from './resolution.js';
import { resolveV1 } from './resolve-v1.js';
import { resolveV2 } from './resolve-v2.js';
import type { SlotMap } from './slot-map.js';
import { UnconflictedState } from './unconflicted-state.js';

/** Where the parts of a room are looked up that a resolution needs. */
export interface ResolutionSources {
  readonly nodes: NodeSource;
  readonly events: EventSource;
  /** All events that are in the states or in their auth chains. */
  readonly authChains: AuthChains;
}

/**
 * The changes, ordered by slot, that turn the first of some room states into the resolution of all of them
 * (rooms/v12#state-resolution, rooms/v1#state-resolution). In whatever order the states come, the resolution is the
 * same. Throws `MissingNodeError` and `MissingEventsError` for what the sources lack, nothing else.
 */
export function resolveState(
  roots: readonly NodeHash[],
  from: ResolutionSources,
  rules: RoomVersionRules,
): StateChange[] {
  const [first, second, ...others] = new Set(roots);
  if (second === undefined) return [];
  const states: [NodeHash, ...NodeHash[]] = [first!, second, ...others];
  const conflicts = findConflicts(states, from.nodes);
  const unconflicted = new UnconflictedState(states[0], conflicts, from.nodes);
  const resolution = new Resolution(rules, { roots: states, conflicts, unconflicted }, from);
  const resolve = rules.stateResolution === 'v1' ? resolveV1 : resolveV2;
  return changesTo(resolve(resolution), resolution);
}

/** Where the resolution differs from the first state. */
function changesTo(resolved: SlotMap<GraphEvent>, { states }: Resolution): StateChange[] {
  const changes: StateChange[] = [];
  for (const { slot, eventIds } of states.conflicts.values()) {
    const eventId = resolved.get(slot)?.eventId;
    if (eventId !== eventIds[0]) changes.push({ slot, eventId });
  }
  // Events of auth chains stay only in slots that no state has: the unconflicted state map comes last.
  const added = collectLoaded(resolved.entries(), ([slot, { eventId }]) =>
    states.conflicts.has(slot) || states.unconflicted.get(slot) !== undefined ? [] : [{ slot, eventId }],
  );
  return [...changes, ...added.flat()].sort((left, right) => compareSlots(left.slot, right.slot));
}
