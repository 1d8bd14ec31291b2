import { eventIdOf } from '../build-event/event-hashes.js';
import { authEventIdsOf } from '../content/graph-edges.js';
import type { Pdu } from '../content/pdu.js';
import type { StateLookup } from '../event-auth/auth-state.js';
import type { AuthVerdict } from '../event-auth/auth-verdict.js';
import { checkAuthEvents, type AuthEvent } from '../event-auth/check-auth-events.js';
import { checkAuth } from '../event-auth/check-auth.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/** An event and what it is judged by. */
export interface JudgedEvent {
  readonly pdu: Pdu;
  /** All events that its `auth_events` name, each once. */
  readonly authEvents: readonly AuthEvent[];
  /** The accepted create event of its room, where that is not among the auth events. */
  readonly create?: Pdu;
}

/**
 * Check 4: whether an event passes the authorisation rules based on its own auth events, otherwise it is rejected
 * (server-server-api#checks-performed-on-receipt-of-a-pdu). Checks 5 and 6 are `checkAuth` against other states.
 */
export function judgeByAuthEvents(event: JudgedEvent, rules: RoomVersionRules): AuthVerdict {
  const { pdu, authEvents } = event;
  const verdict = checkAuthEvents(pdu, asListed(pdu, authEvents), rules);
  return verdict.allowed ? checkAuth(pdu, stateOf(event, rules), rules) : verdict;
}

// An event that is named twice is an entry that stands twice, which a rule of its own refuses.
function asListed(pdu: Pdu, authEvents: readonly AuthEvent[]): readonly AuthEvent[] {
  const eventIds = authEventIdsOf(pdu);
  return new Set(eventIds).size === eventIds.length ? authEvents : [...authEvents, ...authEvents];
}

function stateOf({ pdu, authEvents, create }: JudgedEvent, rules: RoomVersionRules): StateLookup {
  const slots = new Map(authEvents.map((entry) => [slotKey(entry.pdu.type, entry.pdu.state_key), entry.pdu]));
  const ownCreate = rules.roomIdIsCreateEventId && create && makesRoom(create, pdu, rules) ? create : undefined;
  if (ownCreate !== undefined) slots.set(slotKey('m.room.create', ''), ownCreate);
  return (type, stateKey) => slots.get(slotKey(type, stateKey));
}

// rooms/v12#authorisation-rules 2
function makesRoom(create: Pdu, { room_id: roomId }: Pdu, rules: RoomVersionRules): boolean {
  return create.type === 'm.room.create' && roomId === `!${eventIdOf(create, rules).slice(1)}`;
}

function slotKey(type: string, stateKey: string | undefined): string {
  return JSON.stringify([type, stateKey]);
}
