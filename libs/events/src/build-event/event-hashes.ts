import { canonicalJson, encodeBase64, encodeBase64Url, sha256 } from '@chappe/crypto';
import type { GraphEdge, Pdu } from '../content/pdu.js';
import type { EventId } from '../identifiers/event-id.js';
import { redactPdu } from '../redaction/redact-pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { pduMembers } from './pdu-members.js';

/**
 * The content hash in unpadded base64 (server-server-api#calculating-the-content-hash-for-an-event).
 * Throws JsonError for an event without canonical form.
 */
export function contentHash(pdu: Pdu): string {
  return encodeBase64(sha256(canonicalJson(pduMembers(pdu, ['hashes', 'signatures', 'unsigned']))));
}

/**
 * The canonical form of what survives redaction, without `signatures` and `unsigned`: the text that servers sign and
 * the text behind the reference hash (server-server-api#signing-events). Throws JsonError without canonical form.
 */
export function signedText(pdu: Pdu, rules: RoomVersionRules): string {
  return canonicalJson(pduMembers(redactPdu(pdu, rules), ['signatures', 'unsigned']));
}

/**
 * The reference hash in the Base64 of the room version: URL-safe from version 4 on, standard before
 * (server-server-api#calculating-the-reference-hash-for-an-event). Throws like signedText.
 */
export function referenceHashOf(pdu: Pdu, rules: RoomVersionRules): string {
  return encodeHash(signedText(pdu, rules), rules);
}

/**
 * The event ID: the member `event_id` in room versions 1 and 2, the reference hash in others (rooms/v1#event-ids,
 * rooms/v3#event-ids, rooms/v4#event-ids). Throws like signedText, and TypeError for an event that lacks the member:
 * the format of events from others is checked before.
 */
export function eventIdOf(pdu: Pdu, rules: RoomVersionRules): EventId {
  if (rules.eventIds !== 'member') return hashedEventId(signedText(pdu, rules), rules);
  if (pdu.event_id === undefined) throw new TypeError('An event of this room version has a member event_id');
  return pdu.event_id as EventId;
}

/** The event ID of an event whose {@link signedText} is at hand, where IDs are hashes. */
export function hashedEventId(text: string, rules: RoomVersionRules): EventId {
  return `$${encodeHash(text, rules)}` as EventId;
}

/**
 * What `prev_events` and `auth_events` of a later event hold for this one: its ID, in room versions 1 and 2 with its
 * reference hash (rooms/v1#event-format). Throws like signedText.
 */
export function graphEdge(eventId: string, pdu: Pdu, rules: RoomVersionRules): GraphEdge {
  return rules.edgesWithHashes ? [eventId, { sha256: referenceHashOf(pdu, rules) }] : eventId;
}

function encodeHash(text: string, rules: RoomVersionRules): string {
  return rules.eventIds === 'url_safe_hash' ? encodeBase64Url(sha256(text)) : encodeBase64(sha256(text));
}
