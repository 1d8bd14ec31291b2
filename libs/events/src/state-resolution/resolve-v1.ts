import { checkAuthEventsLoaded } from './check-auth-events-loaded.js';
import { type ConflictBlock, pickDeepestAllowed, replayBlock } from './conflict-block.js';
import type { GraphEvent } from './graph-event.js';
import { MissingParts } from './missing-parts.js';
import { orderByDepth } from './order-by-depth.js';
import { PartialState } from './partial-state.js';
import type { Resolution } from './resolution.js';
import type { SlotMap } from './slot-map.js';

/** Types whose conflicts are resolved first, one after the other, because later ones are authorised by them. */
const AUTH_TYPES = ['m.room.power_levels', 'm.room.join_rules', 'm.room.member'];

/**
 * Version 1 (rooms/v1#state-resolution): the event IDs in all slots in which the states differ. Throws
 * `MissingEventsError` and `MissingNodeError`.
 */
export function resolveV1(resolution: Resolution): SlotMap<GraphEvent> {
  const { rules } = resolution;
  // What the specification calls R: the union of the states without conflicting events, and what was resolved.
  const state = new PartialState((slot) => resolution.readUnconflicted(slot));
  const blocks = separateBlocks(state, resolution);
  checkAuthEventsLoaded(
    blocks.flatMap(({ events }) => events),
    state,
    rules,
  );
  for (const type of AUTH_TYPES) {
    const ofType = blocks.filter(({ slot }) => slot.type === type);
    resolveBlocks(ofType, state, (block) => replayBlock(block, state, rules));
  }
  const others = blocks.filter(({ slot }) => !AUTH_TYPES.includes(slot.type));
  resolveBlocks(others, state, (block) => pickDeepestAllowed(block, state, rules));
  return state.applied;
}

/** Puts what only some states have into the union; what is left conflicts. */
function separateBlocks(state: PartialState, resolution: Resolution): ConflictBlock[] {
  const missing = new MissingParts();
  const blocks: ConflictBlock[] = [];
  for (const { slot, eventIds } of resolution.states.conflicts.values()) {
    const present = new Set(eventIds.filter((eventId) => eventId !== undefined));
    const [first, ...others] = orderByDepth(missing.attempt(() => resolution.readEvents([...present])) ?? []);
    if (first === undefined) continue;
    if (others.length === 0) state.apply(slot, first);
    else blocks.push({ slot, events: [first, ...others] });
  }
  missing.checkComplete();
  return blocks;
}

/** No block of a kind sees what another one of that kind is resolved to. */
function resolveBlocks(
  blocks: readonly ConflictBlock[],
  state: PartialState,
  resolve: (block: ConflictBlock) => GraphEvent,
): void {
  const resolved = blocks.map((block) => ({ slot: block.slot, event: resolve(block) }));
  for (const { slot, event } of resolved) state.apply(slot, event);
}
