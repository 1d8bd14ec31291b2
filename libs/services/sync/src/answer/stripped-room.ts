import { parseExactJson } from '@chappe/crypto';
import { strippedStateJson, type Pdu } from '@chappe/events';
import type { RoomEvent } from '../views/rooms/room-event.js';
import type { AnswerContext } from './answer-context.js';
import type { PlannedRoom } from './plan-rooms.js';
import type { RoomHistory } from './room-history.js';

/** What an outsider gets to know of a room, in this order (Client-Server API, "Stripped state"). */
const STRIPPED_TYPES = [
  'm.room.create',
  'm.room.join_rules',
  'm.room.encryption',
  'm.room.name',
  'm.room.avatar',
  'm.room.topic',
  'm.room.canonical_alias',
];

/**
 * The answer for a room that the user is invited to or knocked on, as `"!room":{…}`: stripped state as of the member
 * event.
 */
export async function strippedRoom(
  { request }: AnswerContext,
  planned: PlannedRoom,
  history: RoomHistory,
): Promise<string> {
  const name = planned.membership === 'invite' ? 'invite_state' : 'knock_state';
  const members = [...new Set([planned.sender, request.userId])].map((userId) => ['m.room.member', userId] as const);
  const slots = [...STRIPPED_TYPES.map((type) => [type, ''] as const), ...members];
  const events: string[] = [];
  for (const [type, stateKey] of slots) {
    const event = await history.slotAt(type, stateKey, planned.position);
    if (event) events.push(stripped(event));
  }
  return `${JSON.stringify(planned.roomId)}:{"${name}":{"events":[${events.join(',')}]}}`;
}

function stripped(event: RoomEvent): string {
  return strippedStateJson(parseExactJson(`${event.prefix}}`) as Pdu);
}
