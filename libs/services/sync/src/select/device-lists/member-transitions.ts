import type { RoomEvent } from '../../views/rooms/room-event.js';
import type { UserRoom } from '../../views/users/user-room.js';
import type { Views } from '../../views/views.js';
import { RoomHistory } from '../rooms/room-history.js';
import type { TokenSpan } from './token-span.js';

/** Who came into and who went out of a user's sight in one room. */
export interface MemberTransitions {
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

const NONE: MemberTransitions = { joined: [], left: [] };

/** Compares who is joined together with a user at both ends of a span. */
export async function memberTransitions(
  views: Views,
  userId: string,
  { room, span }: { readonly room: UserRoom; readonly span: TokenSpan },
): Promise<MemberTransitions> {
  const range = { after: span.from.room[room.partition] ?? 0, upTo: span.to.room[room.partition] ?? 0 };
  const view = await views.rooms.view(room.roomId);
  const history = new RoomHistory(room.roomId, view, views.ports.room);
  const before = room.membershipAt(range.after) ?? (await membershipIn(history, userId, range.after));
  const after = room.membershipAt(range.upTo) ?? (await membershipIn(history, userId, range.upTo));
  if (before !== 'join' && after !== 'join') return NONE;
  if (after !== 'join') return { joined: [], left: usersWith(await history.stateAt(range.after), isJoin) };
  if (before !== 'join') return { joined: usersWith(await history.stateAt(range.upTo), isJoin), left: [] };
  return transitionsIn(history, await history.changes(range), range.after);
}

/** Behind the view it is not looked up who was joined before: a user may be named without need. */
function transitionsIn(history: RoomHistory, changes: readonly RoomEvent[], after: number): MemberTransitions {
  if (changes.length === 0) return NONE;
  const { view } = history;
  const wasJoined = (event: RoomEvent): boolean | undefined =>
    view.timeline.covers(after)
      ? view.slotAt('m.room.member', event.stateKey ?? '', after)?.membership === 'join'
      : undefined;
  return {
    joined: usersWith(changes, (event) => isJoin(event) && wasJoined(event) !== true),
    left: usersWith(changes, (event) => !isJoin(event) && wasJoined(event) !== false),
  };
}

async function membershipIn(history: RoomHistory, userId: string, position: number): Promise<string> {
  return (await history.slotAt('m.room.member', userId, position))?.membership ?? 'leave';
}

function isJoin(event: RoomEvent): boolean {
  return event.membership === 'join';
}

function usersWith(events: readonly RoomEvent[], isMatch: (event: RoomEvent) => boolean): string[] {
  const users: string[] = [];
  for (const event of events) {
    if (event.membership !== undefined && isMatch(event)) users.push(event.stateKey ?? '');
  }
  return users;
}
