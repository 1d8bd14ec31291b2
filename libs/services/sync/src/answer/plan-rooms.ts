import type { Membership } from '@chappe/events';
import type { UserRoom } from '../views/users/user-room.js';
import { typingSince, type AnswerContext } from './answer-context.js';

/** A room that may show in the answer, as the user stood to it at the answer's target. */
export interface PlannedRoom {
  readonly userId: string;
  readonly roomId: string;
  readonly partition: number;
  readonly membership: Membership;
  /** Of the member event in force, and who sent it. */
  readonly position: number;
  readonly sender: string;
  /** The room as it goes on living; for looking up earlier memberships. */
  readonly room: UserRoom;
}

/** Which rooms an answer must look at: chosen at one moment, by positions, without a look into the rooms. */
export function planRooms(context: AnswerContext): PlannedRoom[] {
  const { user, request } = context;
  const withData = roomsWithAccountData(context);
  const planned: PlannedRoom[] = [];
  for (const room of user.rooms.values()) {
    if (!request.filter.allowsRoom(room.roomId) || !isNews(room, context, withData)) continue;
    const { roomId, partition, membership, position, sender } = room;
    planned.push({ userId: user.userId, roomId, partition, membership, position, sender, room });
  }
  return planned;
}

function isNews(room: UserRoom, context: AnswerContext, withData: ReadonlySet<string>): boolean {
  const { since, fullState } = context.request;
  const position = since?.room[room.partition];
  const isChanged = position === undefined || room.position > position;
  if (room.membership === 'leave' || room.membership === 'ban') return isLeaveNews(room, context, isChanged);
  if (isChanged || fullState) return true;
  return room.membership === 'join' && (withData.has(room.roomId) || isRoomNews(room, context, position ?? 0));
}

/** Rooms left before the token, or before an initial sync, are given only when the filter asks for them. */
function isLeaveNews(room: UserRoom, { request }: AnswerContext, isChanged: boolean): boolean {
  if (room.forgotten) return false;
  if (isChanged && request.since !== undefined) return true;
  return (request.since === undefined || request.fullState) && request.filter.includeLeave;
}

function isRoomNews(room: UserRoom, context: AnswerContext, since: number): boolean {
  if (room.record?.mayHaveChangedAfter(since) !== false) return true;
  return context.views.typing.changedSince(room.roomId, typingSince(context)) !== undefined;
}

function roomsWithAccountData({ user, request, target }: AnswerContext): ReadonlySet<string> {
  if (!request.since) return NONE;
  const changed = user.accountData.changes.between(request.since.user, target.user);
  return changed.length === 0 ? NONE : new Set(changed.map((datum) => datum.roomId));
}

const NONE: ReadonlySet<string> = new Set();
