import type { RoomEvent } from '../../views/rooms/room-event.js';
import type { UserRoom } from '../../views/users/user-room.js';
import type { PositionRange, RoomHistory } from './room-history.js';

/** How a user stood to a room from one position to another. */
export interface OwnStay {
  /** The user was joined at the start. */
  readonly wasJoined: boolean;
  /** And at every moment since, as far as can be told without doubt. */
  readonly isUnbroken: boolean;
}

const OUTSIDE: OwnStay = { wasJoined: false, isUnbroken: false };

/** Looks at all memberships of a range, not only at its ends: who left and came back missed what happened meanwhile. */
export async function ownStay(
  history: RoomHistory,
  { userId, room }: { readonly userId: string; readonly room: UserRoom },
  { after, upTo }: PositionRange,
): Promise<OwnStay> {
  const stayed = room.wasJoinedBetween(after, upTo);
  if (stayed === true) return { wasJoined: true, isUnbroken: true };
  const membership = room.membershipAt(after);
  if (membership !== undefined) return membership === 'join' ? { wasJoined: true, isUnbroken: false } : OUTSIDE;
  const then = await history.slotAt('m.room.member', userId, after);
  if (then?.membership !== 'join') return OUTSIDE;
  return { wasJoined: true, isUnbroken: stayed !== false && (await isSameOrNext(history, then, upTo)) };
}

/** What lies in between was not seen here: the member events of then and now tell, when one replaced the other. */
async function isSameOrNext(history: RoomHistory, then: RoomEvent, upTo: number): Promise<boolean> {
  const now = await history.slotAt(then.type, then.stateKey ?? '', upTo);
  return now?.eventId === then.eventId || now?.replaced?.eventId === then.eventId;
}
