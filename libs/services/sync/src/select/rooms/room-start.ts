import { MEMBERSHIP_CHANGES_KEPT } from '../../sync.limits.js';
import { isLostIn, type SyncQuestion } from '../selection.js';
import type { CandidateRoom } from './candidate-rooms.js';
import { ownStay } from './own-stay.js';
import type { RoomHistory } from './room-history.js';

/** What the client knows of a room already. */
export interface RoomStart {
  /** Events up to this position are not given: the client knows them, or has them behind a gap; 0: none. */
  readonly after: number;
  /** The client's state is of no use: it was not in the room all the time. */
  readonly isNew: boolean;
  /** The user was joined to the room at the client's token. */
  readonly wasJoined: boolean;
  /** The client may lack events from before, or hold some that are lost: its timeline begins anew. */
  readonly isAfterGap: boolean;
}

const UNKNOWN_ROOM: RoomStart = { after: 0, isNew: true, wasJoined: false, isAfterGap: false };

/**
 * Where the answer for one room begins. A room that the user was not joined to at the token is new, and so is one
 * that was left and joined again since, or of which the client may believe what is not true: then the whole state is
 * given, but no event twice. Of an earlier stay a client that began later was not told, which the token does not say.
 */
export async function roomStart(
  candidate: CandidateRoom,
  question: SyncQuestion,
  history: RoomHistory,
): Promise<RoomStart> {
  const after = candidate.known;
  if (after === undefined) return UNKNOWN_ROOM;
  const start = await startAfter(after, candidate, history);
  return isLostIn(question, candidate.partition) ? { ...start, isNew: true, isAfterGap: true } : start;
}

async function startAfter(after: number, candidate: CandidateRoom, history: RoomHistory): Promise<RoomStart> {
  const upTo = candidate.membership === 'join' ? candidate.position : candidate.position - 1;
  const stay = await ownStay(history, candidate, { after, upTo: Math.max(after, upTo) });
  if (stay.wasJoined) return { after, isNew: !stay.isUnbroken, wasJoined: true, isAfterGap: false };
  const left = await endOfStayBefore(candidate, after, history);
  return { ...UNKNOWN_ROOM, after: left, isAfterGap: left > 0 };
}

/**
 * Where the last stay ended that was over at a position; 0 without one. Where very many other member events of the user
 * lie in between, one of these counts.
 */
export async function endOfStayBefore(
  { userId, room }: CandidateRoom,
  position: number,
  history: RoomHistory,
): Promise<number> {
  if (room.isFirstAfter(position)) return 0;
  let member = await history.slotAt('m.room.member', userId, position);
  for (let i = 0; member && member.membershipBefore !== 'join' && i < MEMBERSHIP_CHANGES_KEPT; i++) {
    if (!member.replaced) return 0;
    member = await history.slotAt('m.room.member', userId, member.position - 1);
  }
  return member?.position ?? 0;
}
