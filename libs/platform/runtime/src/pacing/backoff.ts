import type { Clock } from '../clock.js';
import type { Randomness } from '../randomness.js';

/** How long the first pause is, and the longest, in milliseconds. */
export interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** The pauses between tries of something that fails: each twice as long as the one before, up to a limit. */
export class Backoff {
  #nextMs: number;

  /** @param randomness shortens each pause by up to half: those who failed together do not come back together */
  constructor(
    private readonly clock: Pick<Clock, 'sleep'>,
    private readonly limits: BackoffLimits,
    private readonly randomness?: Pick<Randomness, 'bytes'>,
  ) {
    this.#nextMs = limits.firstMs;
  }

  /** Length of the next pause in milliseconds, for who waits in a way of its own. */
  next(): number {
    const longestMs = this.#nextMs;
    this.#nextMs = Math.min(longestMs * 2, this.limits.maxMs);
    const chance = (this.randomness?.bytes(1)[0] ?? 0) / 256;
    return longestMs * (1 - chance / 2);
  }

  /** Sleeps for the {@link next} pause; rejects with the signal's reason. */
  pause(signal?: AbortSignal): Promise<void> {
    return this.clock.sleep(this.next(), signal);
  }

  /** It works: the next pause is the first again. */
  reset(): void {
    this.#nextMs = this.limits.firstMs;
  }

  /** It will not work soon: the next pause is the longest. */
  exhaust(): void {
    this.#nextMs = this.limits.maxMs;
  }
}
