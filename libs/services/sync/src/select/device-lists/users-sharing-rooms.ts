import { SHARED_ROOM_LOOKUPS_MAX } from '../../sync.limits.js';
import type { RoomState } from '../../views/rooms/room-state.js';
import type { UserRoom } from '../../views/users/user-room.js';
import type { UserView } from '../../views/users/user-view.js';
import { viewInTime } from '../view-in-time.js';
import type { Views } from '../../views/views.js';

/**
 * Those of some users who are joined to a room together with the user. Looks into memory first; what is left is asked
 * for one by one when it is little, otherwise the user's rooms are gone through.
 */
export async function usersSharingRooms(
  views: Views,
  user: UserView,
  users: ReadonlySet<string>,
): Promise<Set<string>> {
  const search = new SharedRoomSearch(users);
  if (users.size === 0) return search.found;
  const joined = [...user.rooms.values()].filter((room) => room.membership === 'join');
  search.note((userId) => joined.some((room) => room.record?.view?.state.isJoined(userId) ?? false));
  search.note((userId) => sharesByView(views, user, userId));
  if (search.open.size > SHARED_ROOM_LOOKUPS_MAX) await searchRooms(views, search, joined);
  else await searchUsers(views, search, user);
  return search.found;
}

class SharedRoomSearch {
  readonly found = new Set<string>();
  readonly open: Set<string>;

  constructor(users: ReadonlySet<string>) {
    this.open = new Set(users);
  }

  note(isFound: (userId: string) => boolean): void {
    for (const userId of this.open) {
      if (!isFound(userId)) continue;
      this.open.delete(userId);
      this.found.add(userId);
    }
  }
}

async function searchRooms(views: Views, search: SharedRoomSearch, joined: readonly UserRoom[]): Promise<void> {
  for (const room of joined) {
    if (search.open.size === 0) return;
    const state = await stateOf(views, room.roomId);
    search.note((userId) => state?.isJoined(userId) ?? true);
  }
}

/** Undefined for a room that cannot be read: everybody may be in it, and a user may be named without need. */
async function stateOf(views: Views, roomId: string): Promise<RoomState | undefined> {
  try {
    return (await viewInTime(views, roomId)).state;
  } catch (error) {
    views.ports.reports.roomLeftOut(roomId, error);
    return undefined;
  }
}

async function searchUsers(views: Views, search: SharedRoomSearch, user: UserView): Promise<void> {
  for (const userId of search.open) {
    if (await sharesByLookup(views, user, userId)) search.found.add(userId);
  }
}

function sharesByView(views: Views, user: UserView, userId: string): boolean {
  const other = views.users.find(userId);
  if (!other) return false;
  for (const room of other.rooms.values()) {
    if (room.membership === 'join' && user.rooms.get(room.roomId)?.membership === 'join') return true;
  }
  return false;
}

async function sharesByLookup(views: Views, user: UserView, userId: string): Promise<boolean> {
  // A view is exact: without a common room in it there is none.
  if (views.users.find(userId)) return false;
  const { rooms } = await views.ports.room.getUserRooms({ userId, memberships: ['join'] });
  return rooms.some((room) => user.rooms.get(room.roomId)?.membership === 'join');
}
