import { RoomEvent } from '../../views/rooms/room-event.js';
import type { RoomService } from '../../views/rooms/room-service.js';
import type { StrippedRoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
import { strippedWithErasures } from './erased-senders.js';

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

/** A room that the user is invited to or knocked on, as of that member event. No more of it is read. */
export async function selectStrippedRoom(candidate: CandidateRoom, room: RoomService): Promise<StrippedRoomDelta> {
  const { roomId, membership, position, sender, userId } = candidate;
  const members = [...new Set([sender, userId])].map((stateKey) => ({ type: 'm.room.member', stateKey }));
  const slots = [...STRIPPED_TYPES.map((type) => ({ type, stateKey: '' })), ...members];
  const { events } = await room.readSlots({ roomId, position, slots });
  const state = strippedWithErasures(
    events.map((stored) => RoomEvent.ofStored(stored)),
    userId,
  );
  return { kind: membership === 'invite' ? 'invited' : 'knocked', roomId, state };
}
