import { randomBytes } from 'node:crypto';
import type { Randomness } from './randomness.js';
import { tokenOf } from './token-of.js';

/** Randomness of the operating system's secure source. */
export const systemRandomness: Randomness = {
  bytes: (count) => randomBytes(count),
  token: (length) => tokenOf(length, randomBytes),
};
