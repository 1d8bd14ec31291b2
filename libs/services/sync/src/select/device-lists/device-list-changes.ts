import { isOwed } from '@chappe/contracts';
import type { UserRoom } from '../../views/users/user-room.js';
import type { UserView } from '../../views/users/user-view.js';
import type { Views } from '../../views/views.js';
import { leaveOut } from '../selection.js';
import { memberTransitions, type MemberTransitions } from './member-transitions.js';
import { ownKeyNews } from './own-key-news.js';
import { sightStart, type TokenSpan } from './token-span.js';
import { usersSharingRooms } from './users-sharing-rooms.js';

export interface DeviceListChanges {
  readonly changed: string[];
  readonly left: string[];
}

/**
 * Users whose device lists the client must fetch again, and users it need not track any more: changed lists of users
 * who share a room, users who came into a common room, users with whom none is left, users whose keys another device of
 * the user signed (Client-Server API, "E2E extensions to sync").
 */
export async function deviceListChanges(views: Views, user: UserView, span: TokenSpan): Promise<DeviceListChanges> {
  const asked = await changedLists(views, user, span);
  const { changed, left } = await moves(views, user, span);
  for (const userId of changed) asked.delete(userId);
  const sharing = await usersSharingRooms(views, user, new Set([...asked, ...left]));
  for (const userId of asked) if (sharing.has(userId)) changed.add(userId);
  for (const userId of sharing) left.delete(userId);
  for (const userId of left) changed.delete(userId);
  changed.delete(user.userId);
  left.delete(user.userId);
  for (const userId of await ownKeyNews(views, user, span)) if (!left.has(userId)) changed.add(userId);
  return { changed: [...changed], left: [...left] };
}

/** Who came into and who went out of any of the user's rooms. */
async function moves(
  views: Views,
  user: UserView,
  span: TokenSpan,
): Promise<{ readonly changed: Set<string>; readonly left: Set<string> }> {
  const changed = new Set<string>();
  const left = new Set<string>();
  for (const room of user.rooms.values()) {
    if (!mayHaveMoved(room, span)) continue;
    const moved = await movesIn(views, user.userId, { room, span });
    for (const userId of moved.joined) changed.add(userId);
    for (const userId of moved.left) left.add(userId);
  }
  return { changed, left };
}

const UNTOLD: MemberTransitions = { joined: [], left: [] };

/** Of a room that cannot be read it is told when it can be. */
async function movesIn(
  views: Views,
  userId: string,
  { room, span }: { readonly room: UserRoom; readonly span: TokenSpan },
): Promise<MemberTransitions> {
  if (isOwed(span, room.roomId)) return UNTOLD;
  try {
    return await memberTransitions(views, userId, { room, span });
  } catch (error) {
    const known = sightStart(span, room);
    leaveOut({ views, owed: span.owed ?? new Map() }, { roomId: room.roomId, known }, error);
    return UNTOLD;
  }
}

/** Everyone whose device list changed in a partition in which the user is joined to a room. */
async function changedLists(views: Views, user: UserView, { from, to }: TokenSpan): Promise<Set<string>> {
  const asked = new Set<string>();
  for (const [partition, upTo] of to.room.entries()) {
    const after = from.room[partition] ?? 0;
    if (after >= upTo || !views.deviceLists.mayHaveChanged(partition, after)) continue;
    if (!isJoinedIn(user, partition)) continue;
    for (const userId of await views.deviceLists.changedBetween(partition, after, upTo)) asked.add(userId);
  }
  asked.delete(user.userId);
  return asked;
}

function isJoinedIn(user: UserView, partition: number): boolean {
  for (const room of user.rooms.values()) if (room.partition === partition && room.membership === 'join') return true;
  return false;
}

/** Only rooms in which something happened, and in which the user was at either end, can have changed who is seen. */
function mayHaveMoved(room: UserRoom, span: TokenSpan): boolean {
  const after = sightStart(span, room);
  const upTo = span.to.room[room.partition] ?? 0;
  if (after >= upTo) return false;
  if (room.position <= after) return room.membership === 'join' && room.record?.mayHaveChangedAfter(after) !== false;
  const ends = [room.membershipAt(after), room.membershipAt(upTo)];
  return ends.includes('join') || ends.includes(undefined);
}
