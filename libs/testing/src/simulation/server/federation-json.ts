import { canonicalJson, type JsonObject } from '@chappe/crypto';
import { redactPdu, type RoomVersionRules } from '@chappe/events';
import type { StoredEvent } from './stored-event.js';

/** Types whose content decides nothing, so that it does not matter in which form a server has them. */
const UNDECISIVE = new Set(['m.room.message', 'm.room.topic', 'm.room.name']);

/** The text in which an event goes to other servers: what is left of it after a redaction. */
export function federationJson(event: StoredEvent, rules: RoomVersionRules): string {
  if (event.redactedBy === undefined || !UNDECISIVE.has(event.pdu.type)) return event.json;
  return canonicalJson(redactPdu(event.pdu, rules) as JsonObject);
}
