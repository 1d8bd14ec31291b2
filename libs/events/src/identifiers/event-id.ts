import type { Brand } from './brand.js';
import { isIdentifierText } from './identifier-text.js';

/** `$opaque`: the reference hash from room version 3 on, `$opaque:server` before. */
export type EventId = Brand<'EventId'>;

/** Parses an event ID of at most 255 bytes, otherwise opaque (appendices#event-ids); `undefined` when it is none. */
export function parseEventId(text: string): EventId | undefined {
  return text.length > 1 && text.startsWith('$') && isIdentifierText(text) ? (text as EventId) : undefined;
}
