/** Limit of every Matrix identifier, sigil and domain included, in UTF-8 bytes (appendices#identifier-grammar). */
export const IDENTIFIER_BYTES_MAX = 255;

/**
 * Whether a text may be an identifier at all: at most 255 bytes of UTF-8, without NUL and without lone surrogates
 * (appendices#user-identifiers, #room-ids, #room-aliases).
 */
export function isIdentifierText(text: string): boolean {
  // A UTF-16 unit takes at least one byte, so longer texts need no counting.
  if (text.length > IDENTIFIER_BYTES_MAX || text.includes('\0') || !text.isWellFormed()) return false;
  return encodedBytes(text) <= IDENTIFIER_BYTES_MAX;
}

// UTF-8 bytes of a well-formed text: surrogates come in pairs, and a pair takes four bytes.
function encodedBytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdfff) bytes += 1;
    else if (unit >= 0x800) bytes += 2;
    else if (unit >= 0x80) bytes += 1;
  }
  return bytes;
}
