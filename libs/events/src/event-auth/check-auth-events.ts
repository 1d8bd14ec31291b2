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
  const { type, sender, content, state_key: stateKey } = pdu;
  const selected = selectAuthEvents({ type, sender, content, ...(stateKey !== undefined && { stateKey }) }, rules);
  const unused = new Set(selected.map((slot) => slotKey(slot.type, slot.stateKey)));
  const seen = new Set<string>();
  for (const { pdu: authEvent, rejected: wasRejected } of authEvents) {
    const key = authEvent.state_key === undefined ? '' : slotKey(authEvent.type, authEvent.state_key);
    if (seen.has(key)) return rejected('3.1', 'Two auth events are for the same state');
    if (!unused.delete(key)) return rejected('3.2', 'An auth event was not to be selected');
    if (wasRejected) return rejected('3.3', 'An auth event was rejected');
    if (authEvent.room_id !== pdu.room_id) return rejected('3.5', 'An auth event is from another room');
    seen.add(key);
  }
  const lacksCreate = unused.has(slotKey('m.room.create', ''));
  return lacksCreate ? rejected('2.4', 'The create event is not among the auth events', 'v11') : ALLOWED;
}

function slotKey(type: string, stateKey: string): string {
  return JSON.stringify([type, stateKey]);
}
