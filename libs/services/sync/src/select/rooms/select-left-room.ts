import { changedAccountData, type Selection } from '../selection.js';
import type { LeftRoomDelta } from '../sync-delta.js';
import type { CandidateRoom } from './candidate-rooms.js';
import type { RoomHistory } from './room-history.js';
import type { RoomStart } from './room-start.js';
import { selectState } from './select-state.js';
import { selectTimeline, timelineDelta } from './select-timeline.js';
import type { TimelineWindow } from './timeline-window.js';
import { UnsignedAccess } from './unsigned-access.js';

/**
 * What changed in a room that the user left or was banned from: timeline and state end with the leave (Client-Server
 * API, `/sync`, "Left rooms").
 */
export async function selectLeftRoom(
  selection: Selection,
  candidate: CandidateRoom,
  { history, start }: { readonly history: RoomHistory; readonly start: RoomStart },
): Promise<LeftRoomDelta> {
  const { userId, deviceId, fullState } = selection.question;
  selection.seenTyping.remove(candidate.roomId);
  const { roomId, membership, position } = candidate;
  const seenEnd = await endOfStay(candidate, history);
  const wasInside = start.wasJoined || (seenEnd ?? 0) > start.after;
  const window = await selectTimeline(selection, history, {
    range: { after: Math.min(wasInside ? start.after : position - 1, position), upTo: position },
    membership,
    ownLeave: position,
  });
  const isWhole = start.isNew || fullState;
  const leftAt = seenEnd ?? endShownIn(window, userId);
  const isInside = wasInside && leftAt !== undefined;
  const state = isInside
    ? await selectState(selection, {
        history,
        // Nothing that came between the leave and, say, a later ban is shown.
        range: { after: start.after, upTo: leftAt },
        window: { ...window, hiddenState: window.hiddenState.filter((event) => event.position <= leftAt) },
        isWhole,
        otherMembers: [userId],
      })
    : [];
  // What was redacted after the leave was redacted by an event that the user does not see.
  const seen = new Set(window.shown.map(({ event }) => event.eventId));
  const redactions = { seen, rules: history.view.rules };
  return {
    kind: 'left',
    roomId,
    timeline: timelineDelta(selection, window, start),
    state,
    accountData: changedAccountData(selection, roomId, false),
    unsigned: new UnsignedAccess({ userId, deviceId, joinedAt: position, redactions }),
  };
}

/** Where the user's last stay ended; undefined for a user who, as far as can be told, only had an invite or a knock. */
async function endOfStay({ userId, room, position }: CandidateRoom, history: RoomHistory): Promise<number | undefined> {
  const seen = room.leftAt;
  if (seen !== undefined) return Math.min(seen, position);
  const left = await history.slotAt('m.room.member', userId, position);
  return left?.membershipBefore === 'join' ? position : undefined;
}

/** The member event that ended the stay, when it is among the events that are shown. */
function endShownIn(window: TimelineWindow, userId: string): number | undefined {
  const leave = window.shown.findLast(
    ({ event }) => event.stateKey === userId && event.membership !== 'join' && event.membershipBefore === 'join',
  );
  return leave?.event.position;
}
