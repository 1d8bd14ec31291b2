import { MatrixError } from '@chappe/matrix-api';
import type { Clock } from '@chappe/runtime';
import { FAILURE_WINDOW_MS, FAILURE_WINDOWS_MAX } from '../auth.limits.js';

interface Window {
  readonly endsAtMs: number;
  failures: number;
}

/** Counts failed attempts per key in fixed windows, in this process. */
export class FailureLimiter {
  readonly #windows = new Map<string, Window>();

  constructor(
    private readonly clock: Clock,
    private readonly failuresMax: number,
  ) {}

  /**
   * Runs an attempt that says whether it succeeded. Refused with M_LIMIT_EXCEEDED when the key has failed too often. An
   * attempt under way counts as failed, so that parallel ones do not get past the limit; one that could not be judged,
   * because the work rejects, does not count.
   */
  async attempt<T>(key: string, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const window = this.#enter(key);
    let isFailure = false;
    try {
      const result = await work();
      isFailure = result === undefined;
      return result;
    } finally {
      if (!isFailure) window.failures--;
    }
  }

  #enter(key: string): Window {
    const window = this.#current(key);
    if (window.failures >= this.failuresMax) {
      throw MatrixError.limitExceeded(Math.ceil(window.endsAtMs - this.clock.monotonicMs()));
    }
    window.failures++;
    return window;
  }

  #current(key: string): Window {
    const nowMs = this.clock.monotonicMs();
    const existing = this.#windows.get(key);
    if (existing && existing.endsAtMs > nowMs) return existing;
    const window = { endsAtMs: nowMs + FAILURE_WINDOW_MS, failures: 0 };
    this.#windows.delete(key);
    this.#windows.set(key, window);
    this.#dropOldest();
    return window;
  }

  // A map iterates in the order of insertion, so the first window is the one that ends first.
  #dropOldest(): void {
    if (this.#windows.size <= FAILURE_WINDOWS_MAX) return;
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined) this.#windows.delete(oldest);
  }
}
