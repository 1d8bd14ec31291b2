import { hash } from 'node:crypto';

/** The 32 bytes of the SHA-256 of some bytes, or of a text as UTF-8. */
export function sha256(data: string | Uint8Array): Uint8Array {
  return hash('sha256', data, 'buffer');
}
