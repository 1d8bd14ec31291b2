import type { Brand } from './brand.js';
import { isEventIdOf, type EventIdForm } from './event-id.js';
import { isIdentifierText } from './identifier-text.js';
import { parseServerName } from './server-name.js';

/** `!opaque:server`, or `!hash` from room version 12 on. */
export type RoomId = Brand<'RoomId'>;

/**
 * Whether a text is a room ID as one room version makes them: with a domain, where `form` is `member`, else the create
 * event's ID with another sigil (appendices#room-ids).
 */
export function isRoomIdOf(text: string, form: EventIdForm): boolean {
  if (form === 'member') return text.includes(':') && parseRoomId(text) !== undefined;
  return text.startsWith('!') && isEventIdOf(`$${text.slice(1)}`, form);
}

/** Parses a room ID with or without a domain, at most 255 bytes (appendices#room-ids); `undefined` when it is none. */
export function parseRoomId(text: string): RoomId | undefined {
  if (text.length < 2 || !text.startsWith('!') || !isIdentifierText(text)) return undefined;
  const colon = text.indexOf(':');
  if (colon >= 0 && parseServerName(text.slice(colon + 1)) === undefined) return undefined;
  return text as RoomId;
}
