import type { Brand } from './brand.js';
import { isIdentifierText } from './identifier-text.js';
import { parseServerName } from './server-name.js';

/** `$opaque`: the reference hash from room version 3 on, `$opaque:server` before. */
export type EventId = Brand<'EventId'>;

/** How a room version makes event IDs: `$opaque:server`, or a reference hash in standard or URL-safe Base64. */
export type EventIdForm = 'member' | 'base64_hash' | 'url_safe_hash';

// The unpadded Base64 of a SHA-256 has 43 characters.
const HASH_IDS = { base64_hash: /^\$[A-Za-z0-9+/]{43}$/, url_safe_hash: /^\$[A-Za-z0-9_-]{43}$/ };

/** Whether a text is an event ID as one room version makes them (rooms/v1, /v3 and /v4, "Event IDs"). */
export function isEventIdOf(text: string, form: EventIdForm): boolean {
  if (form !== 'member') return HASH_IDS[form].test(text);
  const colon = text.indexOf(':');
  return parseEventId(text) !== undefined && colon > 0 && parseServerName(text.slice(colon + 1)) !== undefined;
}

/** Parses an event ID of at most 255 bytes, otherwise opaque (appendices#event-ids); `undefined` when it is none. */
export function parseEventId(text: string): EventId | undefined {
  return text.length > 1 && text.startsWith('$') && isIdentifierText(text) ? (text as EventId) : undefined;
}
