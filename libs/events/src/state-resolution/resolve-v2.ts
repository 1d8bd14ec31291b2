import { readConflictedEvents } from './conflicted-event.js';
import { fullConflictedSet } from './full-conflicted-set.js';
import { applyAllowed } from './apply-allowed.js';
import { orderByMainline } from './order-by-mainline.js';
import { PartialState } from './partial-state.js';
import { selectPowerEvents } from './power-events.js';
import { orderByPower } from './order-by-power.js';
import type { GraphEvent } from './graph-event.js';
import type { Resolution } from './resolution.js';
import type { SlotMap } from './slot-map.js';

const POWER_LEVELS = { type: 'm.room.power_levels', stateKey: '' };

/**
 * Versions 2 (rooms/v2#algorithm) and 2.1 (rooms/v12#algorithm): the event IDs that were resolved by slot, to be
 * overlaid by the unconflicted state map (step 5). Throws `MissingEventsError` and `MissingNodeError`.
 */
export function resolveV2(resolution: Resolution): SlotMap<GraphEvent> {
  const { rules, authChains: chains } = resolution;
  const conflicted = readConflictedEvents(fullConflictedSet(resolution), resolution);

  // 1. Power events, and what they rest on, in reverse topological power ordering.
  const powerEvents = selectPowerEvents(conflicted, chains);
  const byPower = orderByPower(powerEvents, { chains, rules });

  // 2. Applied to the unconflicted state map, in version 2.1 to an empty one.
  const startsEmpty = rules.stateResolution === 'v2.1';
  const state = new PartialState((slot) => (startsEmpty ? undefined : resolution.readUnconflicted(slot)));
  applyAllowed(byPower, state, rules);

  // 3. The rest by the mainline of the power levels so far.
  const picked = new Set(powerEvents);
  const rest = conflicted.filter((event) => !picked.has(event));
  const powerLevels = state.get(POWER_LEVELS);
  const [base] = chains.numbersOf(powerLevels === undefined ? [] : [powerLevels.eventId]);
  const byMainline = orderByMainline(rest, base, resolution);

  // 4. Applied to the state of step 2.
  applyAllowed(byMainline, state, rules);
  return state.applied;
}
