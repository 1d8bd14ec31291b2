import { createHash } from 'node:crypto';
import type { Randomness } from './randomness.js';
import { tokenOf } from './token-of.js';

/**
 * Repeatable bytes from a seed (sha-256 in counter mode): for tests and simulations, never for secrets.
 * @param seed any text; equal seeds give equal sequences
 */
export function seededRandomness(seed: string): Randomness {
  let counter = 0;
  const bytes = (count: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let length = 0; length < count; length += 32) {
      blocks.push(createHash('sha256').update(`${seed}\n${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, count);
  };
  return { bytes, token: (length) => tokenOf(length, bytes) };
}
