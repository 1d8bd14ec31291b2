import { createHash } from 'node:crypto';

/** What is stored of a token: tokens are random, so a plain SHA-256 cannot be reversed. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
