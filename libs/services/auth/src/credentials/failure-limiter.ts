import { MatrixError } from '@chappe/matrix-api';
import { FixedWindow, type Clock } from '@chappe/runtime';
import { FAILURE_WINDOW_MS, FAILURE_WINDOWS_MAX } from '../auth.limits.js';

/** Counts failed attempts per key in fixed windows, in this process. */
export class FailureLimiter {
  readonly #failures: FixedWindow;

  constructor(clock: Pick<Clock, 'monotonicMs'>, failuresMax: number) {
    const limits = { durationMs: FAILURE_WINDOW_MS, amountMax: failuresMax, keysMax: FAILURE_WINDOWS_MAX };
    this.#failures = new FixedWindow(clock, limits, (retryAfterMs) => MatrixError.limitExceeded(retryAfterMs));
  }

  /**
   * Runs an attempt that says whether it succeeded. Refused with M_LIMIT_EXCEEDED when the key has failed too often. An
   * attempt under way counts as failed, so that parallel ones do not get past the limit; one that could not be judged,
   * because the work rejects, does not count.
   */
  async attempt<T>(key: string, work: () => Promise<T | undefined>): Promise<T | undefined> {
    const failure = this.#failures.take(key);
    let isFailure = false;
    try {
      const result = await work();
      isFailure = result === undefined;
      return result;
    } finally {
      if (!isFailure) failure.giveBack();
    }
  }
}
