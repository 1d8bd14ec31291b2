import type { SyncToken } from '@chappe/contracts';
import type { CandidateRoom } from './candidate-rooms.js';
import type { RoomHistory } from './room-history.js';

/** What the client knows of a room already. */
export interface RoomStart {
  /** Events up to this position are known to the client; 0: none. */
  readonly after: number;
  /** The client's state is of no use: it was not in the room all the time. */
  readonly isNew: boolean;
  /** The user was joined to the room at the client's token. */
  readonly wasJoined: boolean;
}

const UNKNOWN_ROOM: RoomStart = { after: 0, isNew: true, wasJoined: false };

/**
 * Where the answer for one room begins. A room that the user was not joined to at the token is new, and so is one
 * that was left and joined again since: then the whole state is given, but no event twice.
 */
export async function roomStart(
  candidate: CandidateRoom,
  since: SyncToken | undefined,
  history: RoomHistory,
): Promise<RoomStart> {
  const after = since?.room[candidate.partition];
  if (after === undefined) return UNKNOWN_ROOM;
  const { room } = candidate;
  const upTo = candidate.membership === 'join' ? candidate.position : candidate.position - 1;
  const stayed = room.wasJoinedBetween(after, Math.max(after, upTo));
  if (stayed === true) return { after, isNew: false, wasJoined: true };
  const membership = room.membershipAt(after);
  if (membership !== undefined) return membership === 'join' ? { after, isNew: true, wasJoined: true } : UNKNOWN_ROOM;
  return readStart(candidate, after, history);
}

/**
 * The membership at the token was not seen here: the member events of then and now tell, when one replaced the other.
 */
async function readStart(candidate: CandidateRoom, after: number, history: RoomHistory): Promise<RoomStart> {
  const { userId } = candidate;
  const then = await history.slotAt('m.room.member', userId, after);
  if (then?.membership !== 'join') return UNKNOWN_ROOM;
  const now = await history.slotAt('m.room.member', userId, candidate.position);
  const isDirect = now?.eventId === then.eventId || now?.replaced?.eventId === then.eventId;
  return { after, isNew: !isDirect, wasJoined: true };
}
