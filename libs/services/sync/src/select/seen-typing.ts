import { idHash, isOwed, type SyncToken, TYPING_ROOMS_IN_TOKEN_MAX } from '@chappe/contracts';
import type { RoomView } from '../views/rooms/room-view.js';
import type { Selection } from './selection.js';

/**
 * The rooms in which a client sees somebody type: typing is stored nowhere, so the token says what has to be taken back
 * (Client-Server API, "Typing Notifications").
 */
export class SeenTyping {
  readonly #rooms: number[];

  constructor(since: SyncToken | undefined) {
    this.#rooms = [...(since?.typingRooms ?? [])];
  }

  /** As the next token names them. */
  get rooms(): readonly number[] {
    return this.#rooms;
  }

  has(roomId: string): boolean {
    return this.#rooms.length > 0 && this.#rooms.includes(idHash(roomId));
  }

  /** The client is told that somebody types in a room. @returns false when no token could say so */
  add(roomId: string): boolean {
    if (this.has(roomId)) return true;
    if (this.#rooms.length >= TYPING_ROOMS_IN_TOKEN_MAX) return false;
    this.#rooms.push(idHash(roomId));
    return true;
  }

  /** The client is told that nobody types in a room, or that it is over with the room. */
  remove(roomId: string): void {
    if (this.has(roomId)) this.#rooms.splice(this.#rooms.indexOf(idHash(roomId)), 1);
  }
}

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
