/** Randomness from a secure source, handed in so that tests can make it repeatable. */
export interface Randomness {
  bytes(count: number): Buffer;
  /** `length` characters of [A-Za-z0-9], uniformly chosen. */
  token(length: number): string;
}

/** Injection token of the process' {@link Randomness}. */
export const RANDOMNESS = 'chappe:randomness';
