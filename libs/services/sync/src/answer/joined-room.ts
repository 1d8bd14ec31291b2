import type { AccountDatum } from '../views/users/account-data.js';
import type { RoomEvent } from '../views/rooms/room-event.js';
import { typingSince, type AnswerContext } from './answer-context.js';
import { renderReceipts, renderTyping } from './ephemeral.js';
import type { PlannedRoom } from './plan-rooms.js';
import { readerOf, renderStateSections, renderTimeline } from './room-answer.js';
import type { PositionRange, RoomHistory } from './room-history.js';
import type { RoomStart } from './room-start.js';
import { roomStateSection } from './room-state-section.js';
import { heroesOf, renderSummary } from './room-summary.js';
import { timelineWindow, type TimelineWindow } from './timeline-window.js';

/** The answer for a room that the user is joined to, as `"!room":{…}`; undefined when there is nothing to tell. */
export async function joinedRoom(
  context: AnswerContext,
  planned: PlannedRoom,
  { history, start }: { readonly history: RoomHistory; readonly start: RoomStart },
): Promise<string | undefined> {
  const { request, target } = context;
  const upTo = target.room[planned.partition] ?? 0;
  const range: PositionRange = { after: Math.min(start.after, upTo), upTo };
  const window = await joinedTimeline(context, history, range);
  const isWhole = start.isNew || request.fullState;
  const heroes = heroesIfNews(context, { history, window, range, isWhole });
  const state = await roomStateSection(context, {
    history,
    range,
    window,
    isWhole,
    wantedMembers: [...(heroes ?? []), ...(isWhole ? [request.userId] : [])],
  });
  const ephemeral = ephemeralEvents(context, history, range);
  const accountData = roomAccountData(context, planned.roomId, start.isNew && !start.wasJoined);
  const parts: RoomParts = { window, isWhole, state, heroes, ephemeral, accountData };
  return isWhole || hasNews(parts) ? renderRoom(context, planned, { ...parts, history }) : undefined;
}

interface RoomParts {
  readonly window: TimelineWindow;
  /** The client knows nothing of the room yet, or wants all of it. */
  readonly isWhole: boolean;
  readonly state: readonly RoomEvent[];
  readonly heroes: readonly string[] | undefined;
  readonly ephemeral: readonly string[];
  readonly accountData: readonly string[];
}

function hasNews({ window, state, heroes, ephemeral, accountData }: RoomParts): boolean {
  const count = window.shown.length + state.length + ephemeral.length + accountData.length;
  return count > 0 || window.limited || heroes !== undefined;
}

function renderRoom(
  context: AnswerContext,
  planned: PlannedRoom,
  { history, window, isWhole, state, heroes, ephemeral, accountData }: RoomParts & { readonly history: RoomHistory },
): string {
  const upTo = context.target.room[planned.partition] ?? 0;
  const reader = readerOf(context, planned.room.changeAt(upTo)?.position ?? planned.position);
  const summary = heroes ? `"summary":${renderSummary(history.view.state, heroes)},` : '';
  return (
    `${JSON.stringify(planned.roomId)}:{${summary}${renderStateSections(state, reader, context)},` +
    `"timeline":${renderTimeline({ ...window, isWhole }, reader, context)},` +
    `"ephemeral":{"events":[${ephemeral.join(',')}]},"account_data":{"events":[${accountData.join(',')}]}}`
  );
}

async function joinedTimeline(
  { request, user }: AnswerContext,
  history: RoomHistory,
  range: PositionRange,
): Promise<TimelineWindow> {
  const { filter, userId } = request;
  const { roomId } = history;
  const { ignoredUsers } = user.accountData;
  const visibility = await history.slotAt('m.room.history_visibility', '', range.upTo);
  return timelineWindow(history, {
    range,
    start: { userId, membership: 'join', visibility: visibility?.visibility ?? 'shared' },
    limit: filter.timelineLimit,
    isStateSource: request.stateAfterNames.length === 0,
    isWanted: (event) => isHeard(event, ignoredUsers) && filter.wantsInTimeline(event, roomId),
  });
}

/** Ignored users' messages are left out, their state events are not (Client-Server API, "Ignoring Users"). */
export function isHeard(event: RoomEvent, ignoredUsers: ReadonlySet<string>): boolean {
  return event.stateKey !== undefined || !ignoredUsers.has(event.sender);
}

/** The summary is news with the room itself and whenever a membership changed. */
function heroesIfNews(
  { request }: AnswerContext,
  news: {
    readonly history: RoomHistory;
    readonly window: TimelineWindow;
    readonly range: PositionRange;
    readonly isWhole: boolean;
  },
): string[] | undefined {
  const { history, window, range, isWhole } = news;
  const isNews =
    isWhole ||
    window.bottom > range.after ||
    window.shown.some(({ event }) => event.membership !== undefined) ||
    window.hiddenState.some((event) => event.membership !== undefined);
  return isNews ? heroesOf(history.view.state, request.userId) : undefined;
}

function ephemeralEvents(context: AnswerContext, history: RoomHistory, range: PositionRange): string[] {
  const { filter, userId } = context.request;
  const { roomId } = history;
  const events: string[] = [];
  if (filter.wantsEphemeral('m.receipt', roomId)) {
    events.push(...renderReceipts(history.view.receipts.between(range.after, range.upTo), userId));
  }
  const typing = context.views.typing.changedSince(roomId, typingSince(context));
  const isKnownEmpty = context.request.since === undefined && typing?.length === 0;
  if (typing && !isKnownEmpty && filter.wantsEphemeral('m.typing', roomId)) events.push(renderTyping(typing));
  return events;
}

/** Account data of a room as JSON: what changed, or all of it for a room that is new to the client. */
export function roomAccountData({ request, user, target }: AnswerContext, roomId: string, isNew: boolean): string[] {
  const after = isNew ? -1 : (request.since?.user ?? -1);
  return user.accountData.changes
    .between(after, target.user)
    .filter((datum) => datum.roomId === roomId && request.filter.wantsAccountData(datum.type, roomId))
    .map((datum: AccountDatum) => datum.json);
}
