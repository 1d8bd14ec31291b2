import { utf8Length } from '@chappe/crypto';
import { AUTH_EVENTS_MAX, EVENT_FIELD_BYTES_MAX, PREV_EVENTS_MAX } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { EventTemplate } from './event-template.js';
import { EventTooLargeError, type TooLargePart } from './event-too-large-error.js';

/**
 * Refuses fields over 255 bytes (client-server-api#size-limits) with {@link EventTooLargeError}; a wrong number of
 * graph edges, their wrong form, or a missing room or event ID is a mistake of our own and an assertion.
 */
export function checkTemplate(template: EventTemplate, rules: RoomVersionRules): void {
  checkField('type', template.type);
  checkField('state_key', template.stateKey ?? '');
  checkField('sender', template.sender);
  checkField('room_id', template.roomId ?? '');
  checkField('event_id', template.eventId ?? '');
  checkEdges(template, rules);
  const makesRoomId = rules.roomIdIsCreateEventId && template.type === 'm.room.create';
  if (makesRoomId !== (template.roomId === undefined)) throw new RangeError('room ID missing or out of place');
  const hasEventId = template.eventId !== undefined;
  if (hasEventId !== (rules.eventIds === 'member')) throw new RangeError('event ID missing or out of place');
}

function checkEdges({ prevEvents, authEvents }: EventTemplate, rules: RoomVersionRules): void {
  if (prevEvents.length > PREV_EVENTS_MAX) throw new RangeError('too many prev_events');
  if (authEvents.length > AUTH_EVENTS_MAX) throw new RangeError('too many auth_events');
  for (const edge of [...prevEvents, ...authEvents]) {
    if ((typeof edge !== 'string') !== rules.edgesWithHashes) throw new RangeError('edge in the wrong form');
  }
}

function checkField(what: TooLargePart, text: string): void {
  // Three bytes per UTF-16 unit at most, so short texts need no counting.
  if (text.length * 3 <= EVENT_FIELD_BYTES_MAX) return;
  const bytes = utf8Length(text);
  if (bytes > EVENT_FIELD_BYTES_MAX) throw new EventTooLargeError(what, bytes, EVENT_FIELD_BYTES_MAX);
}
