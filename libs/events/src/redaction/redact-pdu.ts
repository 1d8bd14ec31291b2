import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf, objectOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/**
 * A copy of an event with only what survives a redaction, `hashes` and `signatures` included, `unsigned` not
 * (client-server-api#redactions and the room version's list). The input is left as it is.
 */
export function redactPdu(pdu: Pdu, rules: RoomVersionRules): Pdu {
  const kept: Record<string, JsonValue> = {};
  for (const key of rules.redaction.topLevel) {
    const value = Object.hasOwn(pdu, key) ? pdu[key] : undefined;
    if (value !== undefined) kept[key] = value;
  }
  kept['content'] = redactContent(pdu, rules);
  // The list keeps every member that Pdu requires, so what was an event still is one.
  return kept as unknown as Pdu;
}

/** What survives a redaction of an event's content; the content itself when all of it does. */
export function redactContent(pdu: Pick<Pdu, 'type' | 'content'>, rules: RoomVersionRules): JsonObject {
  const kept = rules.redaction.content.get(pdu.type);
  if (kept === 'all') return pdu.content;
  const content: JsonObject = {};
  if (kept === undefined) return content;
  for (const key of kept.keys) {
    const value = fieldOf(pdu.content, key);
    if (value !== undefined) content[key] = value;
  }
  const nested = kept.nested && objectOf(pdu.content, kept.nested.key);
  if (kept.nested && nested) {
    const value = fieldOf(nested, kept.nested.kept);
    content[kept.nested.key] = value === undefined ? {} : { [kept.nested.kept]: value };
  }
  return content;
}
