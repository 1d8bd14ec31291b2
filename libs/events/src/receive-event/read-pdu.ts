import {
  canonicalJson,
  isJsonObject,
  JsonError,
  parseCanonicalJson,
  parseExactJson,
  utf8Length,
  type JsonObject,
} from '@chappe/crypto';
import { pduMembers } from '../build-event/pdu-members.js';
import { EVENT_BYTES_MAX, type Pdu } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { PduSource } from './admission.js';
import { checkEdges } from './check-edges.js';
import { checkIdentifiers } from './check-identifiers.js';
import { checkIntegers } from './check-integers.js';
import { checkMembers } from './check-members.js';
import { EVENT_TEXT_LENGTH_MAX } from './receive-event.limits.js';

/** An event and its canonical JSON, both without `unsigned`; or why the text is no event of the room version. */
export type PduReading = { readonly pdu: Pdu; readonly json: string } | { readonly reason: string };

/**
 * Check 1: whether a text is an event in the format of the room version (rooms/v1#event-format to
 * rooms/v12#event-format), within the size limits. Members that we do not know stay, `event_id` in versions that have
 * none included; `unsigned`, which anybody on the way may have written, is dropped and does not count.
 */
export function readPdu(text: string, rules: RoomVersionRules, source: PduSource = {}): PduReading {
  if (text.length > EVENT_TEXT_LENGTH_MAX) return { reason: 'The event is too large' };
  try {
    const value = rules.canonicalJsonEnforced ? parseCanonicalJson(text) : parseExactJson(text);
    if (!isJsonObject(value)) return { reason: 'An event is a JSON object' };
    const reason = checkFormat(value, rules, source);
    return reason === undefined ? withinSize(value as unknown as Pdu) : { reason };
  } catch (error) {
    if (error instanceof JsonError) return { reason: error.message };
    throw error;
  }
}

function checkFormat(event: JsonObject, rules: RoomVersionRules, source: PduSource): string | undefined {
  return (
    checkMembers(event, rules) ??
    checkIntegers(event, rules) ??
    checkIdentifiers(event, rules) ??
    checkEdges(event, rules, source)
  );
}

// client-server-api#size-limits
function withinSize(event: Pdu): PduReading {
  const members = pduMembers(event, ['unsigned']);
  const json = canonicalJson(members);
  // A UTF-16 unit takes three bytes at most, so short texts need no counting.
  if (json.length * 3 > EVENT_BYTES_MAX && utf8Length(json) > EVENT_BYTES_MAX) {
    return { reason: `The event has more than ${EVENT_BYTES_MAX} bytes` };
  }
  // The checks above found every member that Pdu requires.
  return { pdu: members as unknown as Pdu, json };
}
