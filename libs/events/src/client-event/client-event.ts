import type { JsonObject, JsonValue } from '@chappe/crypto';
import { textOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';

/**
 * The JSON text of an event in client format, with `room_id` when given, without `unsigned` and the closing brace: what
 * differs from reader to reader can be appended (client-server-api#room-event-format).
 */
export function clientEventPrefix(pdu: Pdu, eventId: string, roomId?: string): string {
  const { content, redacts } = redactsInBothPlaces(pdu);
  return (
    `{"type":${JSON.stringify(pdu.type)},"content":${JSON.stringify(content)}` +
    `,"sender":${JSON.stringify(pdu.sender)},"event_id":${JSON.stringify(eventId)}` +
    `,"origin_server_ts":${JSON.stringify(pdu.origin_server_ts)}` +
    member('state_key', pdu.state_key) +
    member('redacts', redacts) +
    member('room_id', roomId)
  );
}

/** The JSON text of an event in client format; `room_id` and `unsigned` when given. */
export function clientEventJson(
  pdu: Pdu,
  eventId: string,
  options: { readonly roomId?: string | undefined; readonly unsigned?: JsonObject | undefined } = {},
): string {
  return `${clientEventPrefix(pdu, eventId, options.roomId)}${member('unsigned', options.unsigned)}}`;
}

/**
 * The JSON text of an event as servers exchange it, without `unsigned` and the closing brace. Its ID is there as well,
 * which room versions from 3 on leave out: clients name events by it.
 */
export function federationEventPrefix(pdu: Pdu, eventId: string): string {
  const { unsigned: _, ...event } = pdu;
  return JSON.stringify({ ...event, event_id: eventId }).slice(0, -1);
}

/**
 * The JSON text of a state event as outsiders get it (client-server-api#stripped-state).
 * SPEC-DEVIATION(it has four members): MSC4319 adds the time, without which clients date an invite to 1970.
 */
export function strippedStateJson(pdu: Pdu): string {
  const { sender, type, state_key, content, origin_server_ts } = pdu;
  return JSON.stringify({ sender, type, state_key, content, origin_server_ts });
}

// So clients of either age find the target (rooms/v11, "Moving the redacts property of m.room.redaction events"). If
// the two places differ, one was written to make clients of one age redact what the sender may not: neither stays.
function redactsInBothPlaces(pdu: Pdu): { content: JsonObject; redacts: string | undefined } {
  if (pdu.type !== 'm.room.redaction') return { content: pdu.content, redacts: undefined };
  const inContent = textOf(pdu.content, 'redacts');
  if (typeof pdu.redacts === 'string' && inContent !== undefined && pdu.redacts !== inContent) {
    const { redacts: _target, ...content } = pdu.content;
    return { content, redacts: undefined };
  }
  const redacts = typeof pdu.redacts === 'string' ? pdu.redacts : inContent;
  const isMissing = redacts !== undefined && inContent === undefined;
  return { content: isMissing ? { ...pdu.content, redacts } : pdu.content, redacts };
}

function member(name: string, value: JsonValue | undefined): string {
  return value === undefined ? '' : `,"${name}":${JSON.stringify(value)}`;
}
