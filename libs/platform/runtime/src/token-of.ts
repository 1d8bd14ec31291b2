const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Bytes from here on are thrown away, so that each character is equally likely: 4 × 62. */
const REJECTED_FROM = 248;

/**
 * Characters of [A-Za-z0-9], uniformly chosen.
 * @param length number of characters
 * @param bytes source of random bytes
 */
export function tokenOf(length: number, bytes: (count: number) => Uint8Array): string {
  let token = '';
  while (token.length < length) {
    for (const byte of bytes(length - token.length + 4)) {
      if (byte < REJECTED_FROM && token.length < length) token += ALPHABET.charAt(byte % ALPHABET.length);
    }
  }
  return token;
}
