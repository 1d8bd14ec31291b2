/** The view of a room could not be loaded; it is tried again later, for all who need it. */
export class RoomUnservedError extends Error {
  override readonly name = 'RoomUnservedError';

  constructor(roomId: string) {
    super(`${roomId} cannot be read now`);
  }
}
