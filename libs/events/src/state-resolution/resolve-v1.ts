import type { StateSlot } from '../content/state-slot.js';
import { checkAuthEventsLoaded } from './check-auth-events-loaded.js';
import { collectLoaded } from './collect-loaded.js';
import { type ConflictBlock, pickDeepestAllowed, replayBlock } from './conflict-block.js';
import type { GraphEvent } from './graph-event.js';
import { orderByDepth } from './order-by-depth.js';
import { PartialState } from './partial-state.js';
import type { Resolution } from './resolution.js';
import type { SlotMap } from './slot-map.js';

/** Which conflicts are resolved first, one kind after the other, because later ones are authorised by them. */
const AUTH_KINDS: readonly ((slot: StateSlot) => boolean)[] = [
  // SPEC-DEVIATION(the text does not ask for the empty state key, other servers do; decision 0009)
  ({ type, stateKey }) => type === 'm.room.power_levels' && stateKey === '',
  ({ type }) => type === 'm.room.join_rules',
  ({ type }) => type === 'm.room.member',
];

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
  for (const isOfKind of AUTH_KINDS) {
    const ofKind = blocks.filter(({ slot }) => isOfKind(slot));
    resolveBlocks(ofKind, state, (block) => replayBlock(block, state, rules));
  }
  const others = blocks.filter(({ slot }) => !AUTH_KINDS.some((isOfKind) => isOfKind(slot)));
  resolveBlocks(others, state, (block) => pickDeepestAllowed(block, state, rules));
  return state.applied;
}

/** Puts what only some states have into the union; what is left conflicts. */
function separateBlocks(state: PartialState, resolution: Resolution): ConflictBlock[] {
  const blocks: ConflictBlock[] = [];
  const read = collectLoaded(resolution.states.conflicts.values(), ({ slot, eventIds }) => {
    const present = new Set(eventIds.filter((eventId) => eventId !== undefined));
    return { slot, events: resolution.readEvents([...present]) };
  });
  for (const { slot, events } of read) {
    const [first, ...others] = orderByDepth(events);
    if (others.length === 0) state.apply(slot, first!);
    else blocks.push({ slot, events: [first!, ...others] });
  }
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
