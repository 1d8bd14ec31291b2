import type { Receipt } from '@chappe/contracts';
import { changedAccountData, type Selection } from '../selection.js';
import type { JoinedRoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
import type { PositionRange, RoomHistory } from './room-history.js';
import type { RoomStart } from './room-start.js';
import { isSummaryNews, roomSummary, type RoomSummary } from './room-summary.js';
import { selectState } from './select-state.js';
import { selectTimeline, timelineDelta } from './select-timeline.js';
import { selectTyping } from './select-typing.js';
import type { TimelineWindow } from './timeline-window.js';
import { UnsignedAccess } from './unsigned-access.js';

/** What changed in a room that the user is joined to; undefined: nothing. */
export async function selectJoinedRoom(
  selection: Selection,
  candidate: CandidateRoom,
  { history, start }: { readonly history: RoomHistory; readonly start: RoomStart },
): Promise<JoinedRoomDelta | undefined> {
  const { question, target } = selection;
  const { roomId } = candidate;
  const { userId, deviceId } = question;
  const upTo = target.room[candidate.partition] ?? 0;
  const range: PositionRange = { after: Math.min(start.after, upTo), upTo };
  const window = await selectTimeline(selection, history, { range, membership: 'join' });
  const isWhole = start.isNew || question.fullState;
  const summary = summaryIfNews(history, userId, { window, range, isWhole });
  const otherMembers = [...(summary?.heroes ?? []), ...(isWhole ? [userId] : [])];
  const state = await selectState(selection, { history, range, window, isWhole, otherMembers });
  const delta: JoinedRoomDelta = {
    kind: 'joined',
    roomId,
    summary,
    timeline: timelineDelta(selection, window, start),
    state,
    receipts: receiptsIn(selection, history, { after: start.isNew ? 0 : range.after, upTo }),
    typing: selectTyping(selection, roomId, history.view),
    accountData: changedAccountData(selection, roomId, isAccountDataNew(candidate, start)),
    unsigned: new UnsignedAccess({ userId, deviceId, joinedAt: joinedAt(candidate, upTo) }),
  };
  return isWhole || hasNews(delta) ? delta : undefined;
}

/** Of a room that is owed it is not known what account data the client has. */
function isAccountDataNew({ isOwed }: CandidateRoom, { isNew, wasJoined }: RoomStart): boolean {
  return isOwed || (isNew && !wasJoined);
}

/** Since when the user has been in the room without break, as far as known. */
function joinedAt({ room, position }: CandidateRoom, upTo: number): number {
  return room.changeAt(upTo)?.position ?? position;
}

function hasNews({ timeline, state, summary, receipts, typing, accountData }: JoinedRoomDelta): boolean {
  const count = timeline.events.length + state.length + receipts.length + accountData.length;
  return count > 0 || timeline.limited || summary !== undefined || typing !== undefined;
}

/** The summary is news with the room itself and when something happened that may change it. */
function summaryIfNews(
  { view }: RoomHistory,
  userId: string,
  news: { readonly window: TimelineWindow; readonly range: PositionRange; readonly isWhole: boolean },
): RoomSummary | undefined {
  const { window, range, isWhole } = news;
  const isNews =
    isWhole ||
    window.bottom > range.after ||
    window.shown.some(({ event }) => isSummaryNews(event)) ||
    window.hiddenState.some(isSummaryNews);
  return isNews ? roomSummary(view.state, userId) : undefined;
}

function receiptsIn({ question, user }: Selection, history: RoomHistory, range: PositionRange): Receipt[] {
  if (!question.filter.allowsEphemeral('m.receipt', history.roomId)) return [];
  const { ignoredUsers } = user.accountData;
  // Servers MUST NOT send m.read.private to any other user (Client-Server API, "Private read receipts").
  return history.view.receipts
    .between(range.after, range.upTo)
    .filter(({ receiptType, userId }) => receiptType !== 'm.read.private' || userId === question.userId)
    .filter(({ userId }) => !ignoredUsers.has(userId));
}
