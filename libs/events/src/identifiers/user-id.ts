import type { Brand } from './brand.js';
import { isIdentifierText } from './identifier-text.js';
import { parseServerName } from './server-name.js';

/** `@localpart:server`. */
export type UserId = Brand<'UserId'>;

const NEW_LOCALPART = /^[a-z0-9._=\-/+]+$/;

/**
 * Parses a user ID, historical ones with any character but `:` and NUL in the localpart included
 * (appendices#historical-user-ids); `undefined` when it is none. At most 255 bytes.
 */
export function parseUserId(text: string): UserId | undefined {
  if (!text.startsWith('@') || !isIdentifierText(text)) return undefined;
  const colon = text.indexOf(':');
  if (colon < 0 || parseServerName(text.slice(colon + 1)) === undefined) return undefined;
  return text as UserId;
}

/**
 * The localpart for an account to be made: ASCII capitals become small letters, anything else outside the grammar
 * gives `undefined` (appendices#user-identifiers). The length is checked by {@link parseUserId} with the domain.
 */
export function parseNewLocalpart(text: string): string | undefined {
  // Not toLowerCase: that would turn the Kelvin sign into a "k".
  const localpart = text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return NEW_LOCALPART.test(localpart) ? localpart : undefined;
}

/** The part of a user ID between the sigil and the first colon. */
export function localpartOf(userId: UserId): string {
  return userId.slice(1, userId.indexOf(':'));
}
