import { isOwed, knownPosition } from '@chappe/contracts';
import type { Membership } from '@chappe/events';
import type { UserRoom } from '../../views/users/user-room.js';
import { isLostIn, type Selection, type SyncQuestion } from '../selection.js';
import { mayBeTypingNews } from './select-typing.js';

/** A room that may have changed, as the user stood to it at the target. */
export interface CandidateRoom {
  readonly userId: string;
  readonly roomId: string;
  readonly partition: number;
  readonly membership: Membership;
  /** Of the member event in force, and who sent it. */
  readonly position: number;
  readonly sender: string;
  /** Up to which position the client was told of the room; undefined: of nothing. */
  readonly known: number | undefined;
  /** An earlier answer had to leave the room out. */
  readonly isOwed: boolean;
  /** The room as it goes on living; for looking up earlier memberships. */
  readonly room: UserRoom;
}

/** Which rooms must be looked at: chosen at one moment, by positions, without a look into the rooms. */
export function candidateRooms(selection: Selection): CandidateRoom[] {
  const { user, question } = selection;
  const withData = roomsWithAccountData(selection);
  const candidates: CandidateRoom[] = [];
  for (const room of user.rooms.values()) {
    if (!question.filter.allowsRoom(room.roomId)) continue;
    const known = knownPosition(question.since, room);
    const owed = isOwed(question.since, room.roomId);
    if (!mayBeNews({ room, known, isOwed: owed }, selection, withData)) continue;
    const { roomId, partition, membership, position, sender } = room;
    candidates.push({
      userId: user.userId,
      roomId,
      partition,
      membership,
      position,
      sender,
      known,
      isOwed: owed,
      room,
    });
  }
  return candidates;
}

function mayBeNews(
  { room, known, isOwed }: Pick<CandidateRoom, 'room' | 'known' | 'isOwed'>,
  selection: Selection,
  withData: ReadonlySet<string>,
): boolean {
  const { question } = selection;
  const isChanged = isOwed || hasStayChanged({ room, known }, question);
  if (isLeft(room)) return (isChanged && known !== undefined) || isAskedThoughLeft({ room, known }, question);
  if (isChanged || question.fullState) return true;
  return room.membership === 'join' && (withData.has(room.roomId) || hasRoomNews(room, selection, known ?? 0));
}

function isLeft({ membership }: UserRoom): boolean {
  return membership === 'leave' || membership === 'ban';
}

/** The user's own membership is news, or may be. */
function hasStayChanged({ room, known }: Pick<CandidateRoom, 'room' | 'known'>, question: SyncQuestion): boolean {
  return known === undefined || room.position > known || isLostIn(question, room.partition);
}

/**
 * Every token from before a leave is told of it, also when the room was forgotten since: another device of the user may
 * not have heard of it. Rooms left before are given only when the filter asks for them.
 */
function isAskedThoughLeft({ room, known }: Pick<CandidateRoom, 'room' | 'known'>, question: SyncQuestion): boolean {
  return !room.forgotten && (known === undefined || question.fullState) && question.filter.includeLeave;
}

function hasRoomNews(room: UserRoom, selection: Selection, since: number): boolean {
  return room.record?.mayHaveChangedAfter(since) !== false || mayBeTypingNews(selection, room.roomId);
}

function roomsWithAccountData({ user, question, target }: Selection): ReadonlySet<string> {
  if (!question.since) return NONE;
  const changed = user.accountData.changes.between(question.since.user, target.user);
  return changed.length === 0 ? NONE : new Set(changed.map((datum) => datum.roomId));
}

const NONE: ReadonlySet<string> = new Set();
