import type { Brand } from './brand.js';
import { isIdentifierText } from './identifier-text.js';
import { parseServerName } from './server-name.js';

/** `#alias:server`. */
export type RoomAlias = Brand<'RoomAlias'>;

/** Parses a room alias of at most 255 bytes (appendices#room-aliases); `undefined` when it is none. */
export function parseRoomAlias(text: string): RoomAlias | undefined {
  if (!text.startsWith('#') || !isIdentifierText(text)) return undefined;
  const colon = text.indexOf(':');
  if (colon < 0 || parseServerName(text.slice(colon + 1)) === undefined) return undefined;
  return text as RoomAlias;
}
