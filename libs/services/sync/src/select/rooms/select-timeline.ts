import { encodeSyncToken, encodeTimelinePoint } from '@chappe/contracts';
import type { Membership } from '@chappe/events';
import type { RoomEvent } from '../../views/rooms/room-event.js';
import type { Selection } from '../selection.js';
import type { TimelineDelta } from '../sync-delta.js';
import type { PositionRange, RoomHistory } from './room-history.js';
import type { RoomStart } from './room-start.js';
import { timelineWindow, type TimelineWindow } from './timeline-window.js';

/** Of which part of a room's history the timeline is selected. */
export interface TimelineRequest {
  readonly range: PositionRange;
  /** Of the user at the end of the range. */
  readonly membership: Membership;
  /** Shown in any case: the member event by which the user left. */
  readonly ownLeave?: number;
}

/** The newest events of a range that the user may see and asks for. */
export async function selectTimeline(
  { question, user }: Selection,
  history: RoomHistory,
  { range, membership, ownLeave }: TimelineRequest,
): Promise<TimelineWindow> {
  const { filter, userId } = question;
  const { ignoredUsers } = user.accountData;
  const visibility = await history.slotAt('m.room.history_visibility', '', range.upTo);
  return timelineWindow(history, {
    range,
    start: { userId, membership, visibility: visibility?.visibility ?? 'shared' },
    limit: filter.timelineLimit,
    isStateSource: !question.stateAfter,
    ownLeave,
    isAllowed: (event) => isHeard(event, ignoredUsers) && filter.allowsInTimeline(event, history.roomId),
  });
}

export function timelineDelta(selection: Selection, window: TimelineWindow, start: RoomStart): TimelineDelta {
  const { shown } = window;
  const [first] = shown;
  const limited = window.limited || start.isAfterGap;
  return { events: shown, limited, prevBatch: first ? pointBefore(selection, first.event) : pointOfTarget(selection) };
}

/** Ignored users' messages are left out, their state events are not (Client-Server API, "Ignoring Users"). */
function isHeard(event: RoomEvent, ignoredUsers: ReadonlySet<string>): boolean {
  return event.stateKey !== undefined || !ignoredUsers.has(event.sender);
}

/** Also before the create event: clients that get no token ask with an empty one. */
function pointBefore({ views }: Selection, { depth, position }: RoomEvent): string {
  return encodeTimelinePoint({ generation: views.generation, depth, position: position - 1 });
}

/** Where an empty timeline ends: what lies before is to be had from here back. */
function pointOfTarget({ question, target, views }: Selection): string {
  const user = question.since?.user ?? 0;
  const { room, typing } = target;
  const { generation, ports } = views;
  return encodeSyncToken({ generation, room, user, typing, instance: ports.instance, typingRooms: [] });
}
