/** A room takes more memory than there is for it on this replica. */
export class RoomTooLargeError extends Error {
  override readonly name = 'RoomTooLargeError';

  constructor(roomId: string) {
    super(`there is not enough memory for the state of ${roomId}`);
  }
}
