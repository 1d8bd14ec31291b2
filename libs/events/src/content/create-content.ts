import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { fieldOf, textOf } from './json-fields.js';
import type { Pdu } from './pdu.js';

/** Room version of a room whose create event names none (client-server-api#mroomcreate). */
const ROOM_VERSION_WHEN_ABSENT = '1';

/** The room version named by a create event; `undefined` when the field is no text. */
export function roomVersionOf(create: Pdu): string | undefined {
  const version = fieldOf(create.content, 'room_version');
  if (version === undefined) return ROOM_VERSION_WHEN_ABSENT;
  return typeof version === 'string' ? version : undefined;
}

/** The room type of a create event, `m.space` for a space; `undefined` for an ordinary room or junk. */
export function roomTypeOf(create: Pdu): string | undefined {
  return textOf(create.content, 'type');
}

/** Whether users of other servers may take part: all but `m.federate: false` allows it. */
export function isFederated(create: Pdu): boolean {
  return fieldOf(create.content, 'm.federate') !== false;
}

/** User IDs of the room's creators (rooms/v12#authorisation-rules; `content.creator` before version 11). */
export function creatorsOf(create: Pdu, rules: RoomVersionRules): readonly string[] {
  if (rules.creators === 'sender') return [create.sender];
  if (rules.creators === 'content_creator') {
    const creator = textOf(create.content, 'creator');
    return creator === undefined ? [] : [creator];
  }
  const additional = fieldOf(create.content, 'additional_creators');
  if (!Array.isArray(additional)) return [create.sender];
  return [create.sender, ...additional.filter((userId) => typeof userId === 'string')];
}
