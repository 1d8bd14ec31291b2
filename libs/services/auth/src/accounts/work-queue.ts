/** What a queue may hold. */
export interface WorkQueueLimits {
  /** Pieces of work running at the same time. */
  readonly atOnce: number;
  /** Pieces of work waiting. */
  readonly waitingMax: number;
}

/** Runs asynchronous work with bounded concurrency and a bounded queue, first come, first served. */
export class WorkQueue {
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param onFull makes the error for work that the queue has no room for */
  constructor(
    private readonly limits: WorkQueueLimits,
    private readonly onFull: () => Error,
  ) {}

  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter();
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  async #enter(): Promise<void> {
    if (this.#running < this.limits.atOnce) {
      this.#running++;
      return;
    }
    if (this.#waiting.length >= this.limits.waitingMax) throw this.onFull();
    // Whoever leaves hands its place over, so the count stays.
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#running--;
  }
}
