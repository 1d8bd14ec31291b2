import { selectAuthEvents } from '../event-auth/select-auth-events.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { GraphEvent } from './graph-event.js';
import { MissingParts } from './missing-parts.js';
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
  const missing = new MissingParts();
  for (const { pdu } of events) {
    const { type, sender, content, state_key: stateKey } = pdu;
    for (const slot of selectAuthEvents({ type, sender, content, stateKey }, rules))
      missing.attempt(() => state.get(slot));
  }
  missing.checkComplete();
}
