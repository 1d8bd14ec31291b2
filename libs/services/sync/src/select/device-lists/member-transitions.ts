import type { RoomEvent } from '../../views/rooms/room-event.js';
import type { UserRoom } from '../../views/users/user-room.js';
import type { Views } from '../../views/views.js';
import { ownStay } from '../rooms/own-stay.js';
import { type PositionRange, RoomHistory } from '../rooms/room-history.js';
import { viewInTime } from '../view-in-time.js';
import { sightStart, type TokenSpan } from './token-span.js';

/** Who came into and who went out of a user's sight in one room; who did both is named in both. */
export interface MemberTransitions {
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/**
 * Who was joined together with a user for a part of a span only. Who left and came back counts, and so does everybody
 * when the user did: what changed meanwhile was told to nobody who was not there.
 */
export async function memberTransitions(
  views: Views,
  userId: string,
  { room, span }: { readonly room: UserRoom; readonly span: TokenSpan },
): Promise<MemberTransitions> {
  const range = { after: sightStart(span, room), upTo: span.to.room[room.partition] ?? 0 };
  const view = await viewInTime(views, room.roomId);
  const history = new RoomHistory(room.roomId, view, views.ports.room);
  const stay = await ownStay(history, { userId, room }, range);
  const isJoined = (room.membershipAt(range.upTo) ?? (await membershipIn(history, userId, range.upTo))) === 'join';
  if (isJoined && stay.isUnbroken) return transitionsIn(history, range);
  return {
    joined: isJoined ? idsOf((await history.stateAt(range.upTo)).filter(isJoin)) : [],
    left: stay.wasJoined ? idsOf((await history.stateAt(range.after)).filter(isJoin)) : [],
  };
}

/** Behind the view it is not looked up who was joined before: a user may be named without need. */
async function transitionsIn(history: RoomHistory, range: PositionRange): Promise<MemberTransitions> {
  const { view } = history;
  if (!view.timeline.covers(range.after)) {
    const changes = membersIn(await history.changes(range));
    return { joined: idsOf(changes.filter(isJoin)), left: idsOf(changes.filter((event) => !isJoin(event))) };
  }
  const events = membersIn(view.timeline.between(range.after, range.upTo));
  const isJoinedAt = (position: number, { stateKey = '' }: RoomEvent): boolean =>
    isJoin(view.slotAt('m.room.member', stateKey, position));
  const joins = events.filter((event) => isJoin(event) && !isJoin(event.previous));
  const leaves = events.filter((event) => !isJoin(event));
  return {
    joined: idsOf(joins.filter((event) => isJoinedAt(range.upTo, event))),
    left: idsOf(leaves.filter((event) => isJoinedAt(range.after, event))),
  };
}

async function membershipIn(history: RoomHistory, userId: string, position: number): Promise<string> {
  return (await history.slotAt('m.room.member', userId, position))?.membership ?? 'leave';
}

function membersIn(events: Iterable<RoomEvent>): RoomEvent[] {
  const members: RoomEvent[] = [];
  for (const event of events) if (event.membership !== undefined) members.push(event);
  return members;
}

function isJoin(event: RoomEvent | undefined): boolean {
  return event?.membership === 'join';
}

function idsOf(members: readonly RoomEvent[]): string[] {
  return members.map(({ stateKey }) => stateKey ?? '');
}
