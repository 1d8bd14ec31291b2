import type { Brand } from './brand.js';
import { isIdentifierText } from './identifier-text.js';
import { parseServerName } from './server-name.js';

/** `!opaque:server`, or `!hash` from room version 12 on. */
export type RoomId = Brand<'RoomId'>;

/** Parses a room ID with or without a domain, at most 255 bytes (appendices#room-ids); `undefined` when it is none. */
export function parseRoomId(text: string): RoomId | undefined {
  if (text.length < 2 || !text.startsWith('!') || !isIdentifierText(text)) return undefined;
  const colon = text.indexOf(':');
  if (colon >= 0 && parseServerName(text.slice(colon + 1)) === undefined) return undefined;
  return text as RoomId;
}
