import type { Clock } from '../clock.js';
import { Lanes } from '../turns/lanes.js';
import { FixedWindow, type WindowLimits } from './fixed-window.js';

/** When a key is slowed down, and how. */
export interface PaceLimits {
  /** `amountMax` failures in a window; the failures beyond them are not counted. */
  readonly window: WindowLimits;
  /** Tasks of a slowed key that run at the same time. */
  readonly atOnce: number;
  /** Before each task of a slowed key. */
  readonly pauseMs: number;
  /** Tasks of a slowed key that may wait; without it whoever sends them bounds their number. */
  readonly waitingMax?: number;
  /** Makes the error for a task that has no room to wait. */
  readonly refusal?: () => Error;
}

/**
 * Slows down the tasks of keys that fail often, such as the addresses from which somebody guesses. Nobody is refused
 * for the failures of others who share the key: the tasks only take turns until the window ends.
 */
export class FailurePace {
  readonly #failures: FixedWindow;
  readonly #slow: Lanes;

  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>,
    private readonly limits: PaceLimits,
  ) {
    this.#failures = new FixedWindow(clock, limits.window, () => new Error('failures are not refused'));
    this.#slow = new Lanes(limits);
  }

  /** @param task gets a function that counts a failure; a task counts when its outcome is known, never before */
  run<T>(key: string, task: (fail: () => void) => Promise<T>): Promise<T> {
    const attempt = (): Promise<T> => task(() => this.#count(key));
    if (!this.#failures.isFull(key)) return attempt();
    return this.#slow.run(key, async () => {
      if (this.limits.pauseMs > 0) await this.clock.sleep(this.limits.pauseMs);
      return attempt();
    });
  }

  #count(key: string): void {
    if (!this.#failures.isFull(key)) this.#failures.take(key);
  }
}
