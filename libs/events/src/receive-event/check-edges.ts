import type { JsonObject, JsonValue } from '@chappe/crypto';
import { fieldOf } from '../content/json-fields.js';
import { AUTH_EVENTS_MAX, PREV_EVENTS_MAX } from '../content/pdu.js';
import { isEventIdOf } from '../identifiers/event-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { PduSource } from './admission.js';
import { isEventHash } from './check-members.js';

/**
 * Whether `prev_events` and `auth_events` are lists of event IDs of the room version, with hashes in versions 1 and 2,
 * and at most 20 and 10 of them unless the event was backfilled (rooms/v1#event-format). An ID given twice is no matter
 * of format: among auth events a rule of authorisation refuses it, among previous events it changes nothing.
 */
export function checkEdges(event: JsonObject, rules: RoomVersionRules, source: PduSource): string | undefined {
  const [prevEventsMax, authEventsMax] = source.backfilled ? [Infinity, Infinity] : [PREV_EVENTS_MAX, AUTH_EVENTS_MAX];
  return (
    checkList('prev_events', fieldOf(event, 'prev_events'), { rules, most: prevEventsMax }) ??
    checkList('auth_events', fieldOf(event, 'auth_events'), { rules, most: authEventsMax })
  );
}

interface ListLimits {
  readonly rules: RoomVersionRules;
  readonly most: number;
}

function checkList(name: string, list: JsonValue | undefined, { rules, most }: ListLimits): string | undefined {
  if (!Array.isArray(list)) return `${name} is not a list`;
  if (list.length > most) return `${name} has more than ${most} entries`;
  return list.every((edge) => isEdge(edge, rules)) ? undefined : `${name} has an entry in a wrong form`;
}

function isEdge(edge: JsonValue, rules: RoomVersionRules): boolean {
  if (!rules.edgesWithHashes) return isEventId(edge, rules);
  return Array.isArray(edge) && edge.length === 2 && isEventId(edge[0], rules) && isEventHash(edge[1]);
}

function isEventId(value: JsonValue | undefined, rules: RoomVersionRules): boolean {
  return typeof value === 'string' && isEventIdOf(value, rules.eventIds);
}
