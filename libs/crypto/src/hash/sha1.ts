import { hash } from 'node:crypto';

/** The 20 bytes of the SHA-1 of a text as UTF-8. Not for security: state resolution of room version 1 orders by it. */
export function sha1(data: string): Uint8Array {
  return hash('sha1', data, 'buffer');
}
