/** What of an event exceeds its limit. */
export type TooLargePart = 'event' | 'type' | 'state_key' | 'sender' | 'room_id' | 'event_id';

/** An event breaks the size limits (client-server-api#size-limits); `what` names the part. */
export class EventTooLargeError extends Error {
  override readonly name = 'EventTooLargeError';

  constructor(
    readonly what: TooLargePart,
    readonly bytes: number,
    readonly bytesMax: number,
  ) {
    super(`${what} has ${bytes} bytes, at most ${bytesMax} are allowed`);
  }
}
