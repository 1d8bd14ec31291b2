import { isOwed } from '@chappe/contracts';
import type { RoomView } from '../../views/rooms/room-view.js';
import type { Selection } from '../selection.js';

/** Whether the client may see other users typing in a room than there are. */
export function mayBeTypingNews({ question, views, seenTyping }: Selection, roomId: string): boolean {
  const typing = views.typing.in(roomId);
  if (!seenTyping.has(roomId)) return typing !== undefined;
  // Another replica counts otherwise, and of a room that is owed the client was not told.
  const isComparable = question.since?.instance === views.ports.instance && !isOwed(question.since, roomId);
  return !isComparable || typing === undefined || typing.serial > (question.since?.typing ?? 0);
}

/** The users typing in a room, if that is news to the client. */
export function selectTyping(selection: Selection, roomId: string, view: RoomView): readonly string[] | undefined {
  const { question, views, user, seenTyping } = selection;
  if (!question.filter.allowsEphemeral('m.typing', roomId) || !mayBeTypingNews(selection, roomId)) return undefined;
  const { userIds = [] } = views.typing.in(roomId) ?? {};
  const shown = userIds.filter((userId) => !user.accountData.ignoredUsers.has(userId) && !hasLeft(view, userId));
  if (shown.length > 0) return seenTyping.add(roomId) ? shown : undefined;
  if (!seenTyping.has(roomId)) return undefined;
  seenTyping.remove(roomId);
  return shown;
}

/** A notice may arrive after the user has left. */
function hasLeft({ state }: RoomView, userId: string): boolean {
  const membership = state.get('m.room.member', userId)?.membership;
  return membership === 'leave' || membership === 'ban';
}
