import { membershipOf } from '../content/member-content.js';
import { visibilityAt, type EventInRoom } from './event-in-room.js';
import type { VisibilityQuestion } from './history-visibility.js';

/** What decides whether a user may see an event; `joinedLater` says whether the user joined at any point after it. */
export function userQuestion(event: EventInRoom, userId: string, joinedLater: boolean): VisibilityQuestion {
  const { pdu, stateBefore } = event;
  const before = membershipOf(stateBefore('m.room.member', userId));
  const isOwn = pdu.type === 'm.room.member' && pdu.state_key === userId;
  const memberships = isOwn ? { membershipBefore: before, membership: membershipOf(pdu) } : { membership: before };
  return { ...visibilityAt(event), ...memberships, joinedLater };
}
