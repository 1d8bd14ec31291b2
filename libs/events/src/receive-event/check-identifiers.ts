import type { JsonObject } from '@chappe/crypto';
import { fieldOf, textOf } from '../content/json-fields.js';
import { isEventIdOf } from '../identifiers/event-id.js';
import { isRoomIdOf } from '../identifiers/room-id.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/**
 * Whether the identifiers of an event are what the room version wants: `sender`, historical ones included, `room_id`,
 * and `event_id` where it is a member.
 */
export function checkIdentifiers(event: JsonObject, rules: RoomVersionRules): string | undefined {
  if (parseUserId(textOf(event, 'sender') ?? '') === undefined) return 'sender is not a user ID';
  if (!hasRoomId(event, rules)) return 'room_id is not a room ID of this room version';
  if (rules.eventIds === 'member' && !isEventIdOf(textOf(event, 'event_id') ?? '', rules.eventIds)) {
    return 'event_id is not an event ID of this room version';
  }
  return undefined;
}

// A create event without room_id is one whose own ID makes the room ID (rooms/v12#event-format). One that has it all
// the same is left to the authorisation rules, which reject it (rooms/v12#authorisation-rules 1.2).
function hasRoomId(event: JsonObject, rules: RoomVersionRules): boolean {
  const roomId = textOf(event, 'room_id');
  if (roomId !== undefined) return isRoomIdOf(roomId, rules.roomIdIsCreateEventId ? rules.eventIds : 'member');
  const mayBeAbsent = rules.roomIdIsCreateEventId && textOf(event, 'type') === 'm.room.create';
  return mayBeAbsent && fieldOf(event, 'room_id') === undefined;
}
