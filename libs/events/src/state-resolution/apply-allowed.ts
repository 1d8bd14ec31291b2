import { checkAuth } from '../event-auth/check-auth.js';
import type { Pdu } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { StateSlot } from '../content/state-slot.js';
import { checkAuthEventsLoaded } from './check-auth-events-loaded.js';
import { type ConflictedEvent, findAuthEvent } from './conflicted-event.js';
import type { PartialState } from './partial-state.js';

/**
 * Applies those of the events to the state, one after the other, that the authorisation rules allow
 * (rooms/v12#definitions, "Iterative auth checks"). Throws `MissingEventsError` and `MissingNodeError`; the state
 * must not be used any further then.
 */
export function applyAllowed(events: readonly ConflictedEvent[], state: PartialState, rules: RoomVersionRules): void {
  try {
    for (const event of events) if (isAllowed(event, state, rules)) state.apply(event.slot, event);
  } catch (error) {
    // Where the rules have asked for a first thing that is missing, name all that they would ask for.
    checkAuthEventsLoaded(events, state, rules);
    throw error;
  }
}

function isAllowed(event: ConflictedEvent, state: PartialState, rules: RoomVersionRules): boolean {
  return checkAuth(event.pdu, (type, stateKey) => authEventFor(event, { type, stateKey }, state), rules).allowed;
}

/** What the state has in a slot, otherwise the event's own auth event unless that was rejected. */
function authEventFor(event: ConflictedEvent, slot: StateSlot, state: PartialState): Pdu | undefined {
  const inState = state.get(slot);
  if (inState !== undefined) return inState.pdu;
  const own = findAuthEvent(event, slot.type, slot.stateKey);
  return own?.rejected === false ? own.pdu : undefined;
}
