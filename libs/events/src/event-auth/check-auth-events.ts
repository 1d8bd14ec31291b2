import type { Pdu } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { selectAuthEvents } from './select-auth-events.js';

/** One of an event's auth events, and whether it was itself rejected. */
export interface AuthEvent {
  readonly pdu: Pdu;
  readonly rejected: boolean;
}

/**
 * Judges the auth events of a received event by themselves (rooms/v12#authorisation-rules 3; rule 2 in earlier
 * versions). `authEvents` are the events that its `auth_events` name, all of them.
 */
export function checkAuthEvents(pdu: Pdu, authEvents: readonly AuthEvent[], rules: RoomVersionRules): AuthVerdict {
  // Rule 1 decides on create events alone, before this one.
  if (pdu.type === 'm.room.create') return ALLOWED;
  const keys = authEvents.map((authEvent) => slotKey(authEvent.pdu.type, authEvent.pdu.state_key));
  const found = new Set(keys);
  if (found.size < keys.length) {
    return rejected(rules, 'authEvents.duplicate', 'Two auth events are for the same state');
  }
  const selected = selectedKeys(pdu, rules);
  if (keys.some((key) => !selected.has(key))) {
    return rejected(rules, 'authEvents.unselected', 'An auth event was not to be selected');
  }
  if (authEvents.some((authEvent) => authEvent.rejected)) {
    return rejected(rules, 'authEvents.rejected', 'An auth event was rejected');
  }
  if (rules.createInAuthEvents && !found.has(slotKey('m.room.create', ''))) {
    return rejected(rules, 'authEvents.noCreate', 'The create event is not among the auth events');
  }
  return authEvents.every((authEvent) => authEvent.pdu.room_id === pdu.room_id)
    ? ALLOWED
    : rejected(rules, 'authEvents.otherRoom', 'An auth event is from another room');
}

function selectedKeys({ type, sender, content, state_key: stateKey }: Pdu, rules: RoomVersionRules): Set<string> {
  const slots = selectAuthEvents({ type, sender, content, stateKey }, rules);
  return new Set(slots.map((slot) => slotKey(slot.type, slot.stateKey)));
}

// Message events are in no slot: JSON writes their missing key as null, which no state key is.
function slotKey(type: string, stateKey: string | undefined): string {
  return JSON.stringify([type, stateKey]);
}
