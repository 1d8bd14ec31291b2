import type { TimeSlice } from '../pacing/time-slice.js';

/** How wide and how long a lane is. */
export interface LaneOptions {
  /** Tasks that run at the same time; default 1. */
  readonly atOnce?: number;
  /** Tasks that may wait for their turn; without it whoever sends them bounds their number. */
  readonly waitingMax?: number;
  /** Makes the error for a task that has no room to wait. */
  readonly refusal?: () => Error;
  /** Called whenever the last task has ended. */
  readonly onIdle?: () => void;
  /** Between slices of tasks that have waited, the event loop goes round. Lanes may share one. */
  readonly slice?: TimeSlice;
}

/**
 * Runs tasks in the order in which they come. One that finds the lane free starts at once; the others start when one
 * before them has ended, however it ended. A task that waits for another one of its own lane waits for ever.
 */
export class Lane {
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(private readonly options: LaneOptions) {}

  /** Settles as the task does; rejects with the refusal when too many wait. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    const { atOnce = 1, waitingMax = Infinity, refusal = tooManyWait } = this.options;
    if (this.#running < atOnce) this.#running++;
    else if (this.#waiting.length >= waitingMax) throw refusal();
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  /** Whoever leaves hands its place over, so that nobody who comes now is before those who wait. */
  #leave(): void {
    const start = this.#waiting.shift();
    if (!start) {
      this.#running--;
      if (this.#running === 0) this.options.onIdle?.();
      return;
    }
    const { slice } = this.options;
    slice?.count();
    if (slice?.isOver) void slice.giveTurn().then(start);
    else start();
  }
}

function tooManyWait(): Error {
  return new Error('too many tasks wait');
}
