import { selectAuthEvents } from '../event-auth/select-auth-events.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { collectLoaded } from './collect-loaded.js';
import type { GraphEvent } from './graph-event.js';
import type { PartialState } from './partial-state.js';

/**
 * Reads all of a state that the authorisation rules may ask for when they judge some events. Throws one
 * `MissingEventsError` or `MissingNodeError` for everything that is missing, where a check would name the first only.
 */
export function checkAuthEventsLoaded(
  events: readonly GraphEvent[],
  state: PartialState,
  rules: RoomVersionRules,
): void {
  const slots = events.flatMap(({ pdu: { type, sender, content, state_key: stateKey } }) =>
    selectAuthEvents({ type, sender, content, stateKey }, rules),
  );
  collectLoaded(slots, (slot) => state.get(slot));
}
