import { parseDeviceId, parseEventId, parseRoomAlias, parseRoomId, parseUserId } from '@chappe/events';

/** What the formats of `@chappe/matrix-api` mean: each is backed by the parser of its identifier. */
export const IDENTIFIER_FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'matrix-user-id': (text) => parseUserId(text) !== undefined,
  'matrix-room-id': (text) => parseRoomId(text) !== undefined,
  'matrix-event-id': (text) => parseEventId(text) !== undefined,
  'matrix-room-alias': (text) => parseRoomAlias(text) !== undefined,
  'matrix-room-id-or-alias': (text) => parseRoomId(text) !== undefined || parseRoomAlias(text) !== undefined,
  'matrix-device-id': (text) => parseDeviceId(text) !== undefined,
};
