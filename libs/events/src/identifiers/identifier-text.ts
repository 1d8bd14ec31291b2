import { utf8Length } from '@chappe/crypto';

/** Limit of every Matrix identifier, sigil and domain included, in UTF-8 bytes (appendices#identifier-grammar). */
export const IDENTIFIER_BYTES_MAX = 255;

/**
 * Whether a text may be an identifier at all: at most 255 bytes of UTF-8, without NUL and without lone surrogates
 * (appendices#user-identifiers, #room-ids, #room-aliases).
 */
export function isIdentifierText(text: string): boolean {
  // A UTF-16 unit takes at least one byte, so longer texts need no counting.
  if (text.length > IDENTIFIER_BYTES_MAX || text.includes('\0') || !text.isWellFormed()) return false;
  return utf8Length(text) <= IDENTIFIER_BYTES_MAX;
}
