import { JSON_DEPTH_MAX, type JsonObject, parseExactJson } from '@chappe/crypto';
import { applyEventFields } from '@chappe/events';
import type { GivenEvent, TimelineEvent } from '../select/rooms/given-event.js';
import type { UnsignedAccess } from '../select/rooms/unsigned-access.js';

/** As deep as an event may be, which another one holds in `unsigned.redacted_because`. */
const DEPTH = { depthMax: JSON_DEPTH_MAX + 2 };

/** An event of the timeline as JSON (Client-Server API, ClientEventWithoutRoomID). */
export function renderTimelineEvent(shown: TimelineEvent, access: UnsignedAccess, nowMs: number): string {
  const { event, membership } = shown;
  let unsigned = `"age":${nowMs - event.originServerTs},"membership":"${membership}"`;
  const txnId = access.txnIdFor(event);
  if (txnId !== '') unsigned += `,"transaction_id":${JSON.stringify(txnId)}`;
  if (event.replaced) unsigned += renderReplaced(event.replaced, access.showsPrevious(shown));
  unsigned += renderRedaction(event, access);
  return `${event.prefix},"unsigned":{${unsigned}}}`;
}

/** An event of the state as JSON. */
export function renderStateEvent(event: GivenEvent, access: UnsignedAccess, nowMs: number): string {
  let unsigned = `"age":${nowMs - event.originServerTs}`;
  if (event.replaced) unsigned += renderReplaced(event.replaced, access.showsPreviousOfState(event));
  unsigned += renderRedaction(event, access);
  return `${event.prefix},"unsigned":{${unsigned}}}`;
}

/**
 * The JSON of an event with only the `event_fields` that a filter asks for (Client-Server API, "Filtering").
 * @param fields undefined: all of them
 */
export function withEventFields(json: string, fields: readonly string[] | undefined): string {
  return fields ? JSON.stringify(applyEventFields(parseExactJson(json, DEPTH) as JsonObject, fields)) : json;
}

function renderReplaced(replaced: NonNullable<GivenEvent['replaced']>, withContent: boolean): string {
  const text = `,"replaces_state":${JSON.stringify(replaced.eventId)}`;
  if (!withContent) return text;
  return `${text},"prev_sender":${JSON.stringify(replaced.sender)},"prev_content":${replaced.content}`;
}

function renderRedaction(event: GivenEvent, access: UnsignedAccess): string {
  const redaction = access.redactionOf(event);
  return redaction ? `,"redacted_because":${redaction.json}` : '';
}
