import { idHash, type SyncToken, TYPING_ROOMS_IN_TOKEN_MAX } from '@chappe/contracts';

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
