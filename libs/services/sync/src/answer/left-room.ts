import type { AnswerContext } from './answer-context.js';
import { isHeard, roomAccountData } from './joined-room.js';
import type { PlannedRoom } from './plan-rooms.js';
import { readerOf, renderStateSections, renderTimeline } from './room-answer.js';
import type { RoomHistory } from './room-history.js';
import type { RoomStart } from './room-start.js';
import { roomStateSection } from './room-state-section.js';
import { timelineWindow, type TimelineWindow } from './timeline-window.js';

/**
 * The answer for a room that the user left or was banned from, as `"!room":{…}`: timeline and state end with the leave
 * (Client-Server API, `/sync`, "Left rooms").
 */
export async function leftRoom(
  context: AnswerContext,
  planned: PlannedRoom,
  { history, start }: { readonly history: RoomHistory; readonly start: RoomStart },
): Promise<string> {
  const seenEnd = await endOfStay(context, planned, history);
  const wasInside = start.wasJoined || (seenEnd ?? 0) > start.after;
  const window = await leftTimeline(context, {
    history,
    planned,
    after: wasInside ? start.after : planned.position - 1,
  });
  const isWhole = start.isNew || context.request.fullState;
  const leftAt = seenEnd ?? endShownIn(window, context.request.userId);
  const isInside = wasInside && leftAt !== undefined;
  const state = isInside
    ? await roomStateSection(context, {
        history,
        // Nothing that came between the leave and, say, a later ban is shown.
        range: { after: start.after, upTo: leftAt },
        window: { ...window, hiddenState: window.hiddenState.filter((event) => event.position <= leftAt) },
        isWhole,
        wantedMembers: [context.request.userId],
      })
    : [];
  const seen = new Set(window.shown.map(({ event }) => event.eventId));
  // What was redacted after the leave was redacted by an event that the user does not see.
  const reader = { ...readerOf(context, planned.position), redactions: { seen, rules: history.view.rules } };
  const accountData = roomAccountData(context, planned.roomId, false);
  return (
    `${JSON.stringify(planned.roomId)}:{${renderStateSections(state, reader, context)},` +
    `"timeline":${renderTimeline({ ...window, isWhole }, reader, context)},` +
    `"account_data":{"events":[${accountData.join(',')}]}}`
  );
}

/** Where the user's last stay ended; undefined for a user who, as far as can be told, only had an invite or a knock. */
async function endOfStay(
  { request }: AnswerContext,
  planned: PlannedRoom,
  history: RoomHistory,
): Promise<number | undefined> {
  const seen = planned.room.leftAt;
  if (seen !== undefined) return Math.min(seen, planned.position);
  const left = await history.slotAt('m.room.member', request.userId, planned.position);
  return left?.membershipBefore === 'join' ? planned.position : undefined;
}

/** The member event that ended the stay, when it is among the events that are shown. */
function endShownIn(window: TimelineWindow, userId: string): number | undefined {
  const leave = window.shown.findLast(
    ({ event }) => event.stateKey === userId && event.membership !== 'join' && event.membershipBefore === 'join',
  );
  return leave?.event.position;
}

async function leftTimeline(
  { request, user }: AnswerContext,
  left: { readonly history: RoomHistory; readonly planned: PlannedRoom; readonly after: number },
): Promise<TimelineWindow> {
  const { history, planned, after } = left;
  const { filter, userId } = request;
  const { ignoredUsers } = user.accountData;
  const upTo = planned.position;
  const visibility = await history.slotAt('m.room.history_visibility', '', upTo);
  return timelineWindow(history, {
    range: { after: Math.min(after, upTo), upTo },
    start: { userId, membership: planned.membership, visibility: visibility?.visibility ?? 'shared' },
    limit: filter.timelineLimit,
    isStateSource: request.stateAfterNames.length === 0,
    ownLeave: upTo,
    isWanted: (event) => isHeard(event, ignoredUsers) && filter.wantsInTimeline(event, planned.roomId),
  });
}
