import { RoomTooLargeError } from './room-too-large-error.js';

/** Memory for views that are being loaded, shared by all of them. */
export class LoadBudget {
  #taken = 0;

  constructor(private readonly bytesMax: number) {}

  /**
   * Loads something that takes memory page by page; gives it back at the end.
   * @param load its `take` throws a RoomTooLargeError when there is no more
   */
  async spend<T>(roomId: string, load: (take: (bytes: number) => void) => Promise<T>): Promise<T> {
    let taken = 0;
    try {
      return await load((bytes) => {
        if (this.#taken + bytes > this.bytesMax) throw new RoomTooLargeError(roomId);
        this.#taken += bytes;
        taken += bytes;
      });
    } finally {
      this.#taken -= taken;
    }
  }
}
