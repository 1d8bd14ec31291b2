import type { RoomEvent } from '../../views/rooms/room-event.js';
import type { StrippedRoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
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

/** A room that the user is invited to or knocked on, as of that member event. */
export async function selectStrippedRoom(candidate: CandidateRoom, history: RoomHistory): Promise<StrippedRoomDelta> {
  const { roomId, membership, position, sender, userId } = candidate;
  const members = [...new Set([sender, userId])].map((member) => ['m.room.member', member] as const);
  const slots = [...STRIPPED_TYPES.map((type) => [type, ''] as const), ...members];
  const state: RoomEvent[] = [];
  for (const [type, stateKey] of slots) {
    const event = await history.slotAt(type, stateKey, position);
    if (event) state.push(event);
  }
  return { kind: membership === 'invite' ? 'invited' : 'knocked', roomId, state };
}
