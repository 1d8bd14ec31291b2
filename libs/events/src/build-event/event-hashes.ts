import { canonicalJson, encodeBase64, encodeBase64Url, sha256 } from '@chappe/crypto';
import type { Pdu } from '../content/pdu.js';
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

/** The event ID: the reference hash as the room version writes it (rooms/v4#event-ids). Throws like signedText. */
export function eventIdOf(pdu: Pdu, rules: RoomVersionRules): EventId {
  return eventIdOfSignedText(signedText(pdu, rules));
}

/** The event ID of an event whose {@link signedText} is at hand. */
export function eventIdOfSignedText(text: string): EventId {
  return `$${encodeBase64Url(sha256(text))}` as EventId;
}
