import { canonicalJson } from '@chappe/crypto';
import { hashedEventId, signedText } from '../build-event/event-hashes.js';
import { pduMembers } from '../build-event/pdu-members.js';
import type { Pdu } from '../content/pdu.js';
import type { EventId } from '../identifiers/event-id.js';
import { redactPdu } from '../redaction/redact-pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { Admission, AdmissionContext } from './admission.js';
import { checkSignatures } from './check-signatures.js';
import { hasContentHash } from './has-content-hash.js';
import { readPdu } from './read-pdu.js';

/**
 * The first three checks on an event from another server (server-server-api#checks-performed-on-receipt-of-a-pdu).
 * `text` is its JSON as it came; any text gives an answer, in time linear to its length. The keys of
 * `signaturesToCheck` should have been fetched: signatures by unknown ones do not count.
 */
export function admitPdu(text: string, context: AdmissionContext): Admission {
  const { rules } = context;
  // 1. Is a valid event, otherwise it is dropped.
  const reading = readPdu(text, rules, context);
  if ('reason' in reading) return { admitted: false, check: 'format', reason: reading.reason };

  // 3. Passes hash checks, otherwise it is redacted before being processed further. This comes first, since content
  // that the hash does not vouch for must not say who has to sign. It drops nothing, so the outcome is the same.
  const redacted = !hasContentHash(reading.pdu);
  const pdu = redacted ? redactPdu(reading.pdu, rules) : reading.pdu;

  // 2. Passes signature checks, otherwise it is dropped.
  const signed = signedText(pdu, rules);
  const reason = checkSignatures(pdu, signed, context);
  if (reason !== undefined) return { admitted: false, check: 'signature', reason };

  const json = redacted ? canonicalJson(pduMembers(pdu, [])) : reading.json;
  return { admitted: true, pdu, eventId: eventIdFrom(pdu, signed, rules), json, redacted };
}

// The text behind the reference hash is at hand, so it is not made again.
function eventIdFrom(pdu: Pdu, signed: string, rules: RoomVersionRules): EventId {
  return rules.eventIds === 'member' ? (pdu.event_id as EventId) : hashedEventId(signed, rules);
}
