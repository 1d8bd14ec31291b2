import { checkAuth } from '../event-auth/check-auth.js';
import { selectAuthEvents } from '../event-auth/select-auth-events.js';
import { MissingNodeError } from '../state-map/node-source.js';
import type { Pdu } from '../content/pdu.js';
import type { StateSlot } from '../content/state-slot.js';
import { type ConflictedEvent, findAuthEvent } from './conflicted-event.js';
import { MissingEventsError } from './missing-events-error.js';
import { MissingParts } from './missing-parts.js';
import type { PartialState } from './partial-state.js';
import type { Resolution } from './resolution.js';

/**
 * Applies those of the events to the state, one after the other, that the authorisation rules allow
 * (rooms/v12#definitions, "Iterative auth checks"). Throws `MissingEventsError` and `MissingNodeError`; the state
 * must not be used any further then.
 */
export function applyAllowed(events: readonly ConflictedEvent[], state: PartialState, resolution: Resolution): void {
  try {
    for (const event of events) if (isAllowed(event, state, resolution)) state.apply(event);
  } catch (error) {
    if (error instanceof MissingEventsError || error instanceof MissingNodeError)
      noteAllMissing(events, state, resolution);
    throw error;
  }
}

function isAllowed(event: ConflictedEvent, state: PartialState, resolution: Resolution): boolean {
  const lookUp = (type: string, stateKey: string) => authEventFor(event, { type, stateKey }, { state, resolution });
  return checkAuth(event.pdu, lookUp, resolution.rules).allowed;
}

/** What the state has in a slot, otherwise the event's own auth event unless that was rejected. */
function authEventFor(
  event: ConflictedEvent,
  slot: StateSlot,
  { state, resolution }: { readonly state: PartialState; readonly resolution: Resolution },
): Pdu | undefined {
  const eventId = state.eventIdIn(slot);
  if (eventId !== undefined) return resolution.readEvent(eventId).pdu;
  const own = findAuthEvent(event, slot.type, slot.stateKey);
  return own?.rejected === false ? own.pdu : undefined;
}

/** Throws one error for everything that any of the events may need, instead of one for the first that is missing. */
function noteAllMissing(events: readonly ConflictedEvent[], state: PartialState, resolution: Resolution): void {
  const missing = new MissingParts();
  for (const event of events) {
    const { type, sender, content, state_key: stateKey } = event.pdu;
    const slots = selectAuthEvents(
      { type, sender, content, ...(stateKey !== undefined && { stateKey }) },
      resolution.rules,
    );
    for (const slot of slots) missing.attempt(() => authEventFor(event, slot, { state, resolution }));
  }
  missing.checkComplete();
}
