/** An item that waits for its batch, and how who added it is told. */
export interface Batched<Item, Result = void> {
  readonly item: Item;
  readonly bytes: number;
  readonly resolve: (result: Result) => void;
  readonly reject: (reason: unknown) => void;
}

/** What goes together, and what is done with it. */
export interface BatcherOptions<Item, Result = void> {
  /** Items of a batch. */
  readonly itemsMax?: number;
  /** Bytes of a batch as `bytesOf` counts them; a single item may have more. */
  readonly bytesMax?: number;
  readonly bytesOf?: (item: Item) => number;
  /** Whether an item must be the first of its batch. */
  readonly isFirst?: (item: Item) => boolean;
  /** Does a batch and settles its items; those that it has not settled fail with it when it rejects. */
  readonly work: (batch: readonly Batched<Item, Result>[]) => Promise<void>;
}

/**
 * Gathers items while the batch before is under way, and does one batch at a time, in the order in which items came.
 * What comes in one turn of the code goes together. How many may wait is for whoever adds them to bound, by
 * {@link waiting}.
 */
export class Batcher<Item, Result = void> {
  #waiting: Batched<Item, Result>[] = [];
  #running: Promise<void> | undefined;
  #closed: Error | undefined;

  constructor(private readonly options: BatcherOptions<Item, Result>) {}

  /** Items that are not in a batch yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Settles when the item's batch was done; rejects with the reason of {@link close}. */
  add(item: Item): Promise<Result> {
    return new Promise((resolve, reject) => {
      if (this.#closed) throw this.#closed;
      const bytes = this.options.bytesOf?.(item) ?? 0;
      this.#waiting.push({ item, bytes, resolve, reject });
      this.#running ??= this.#run();
    });
  }

  /** Resolves when nothing waits or is under way. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  /** Refuses what waits and what still comes; resolves when the batch under way has ended. */
  async close(reason: Error): Promise<void> {
    this.#closed = reason;
    for (const { reject } of this.#waiting.splice(0)) reject(reason);
    await this.drained();
  }

  async #run(): Promise<void> {
    await Promise.resolve(); // whoever adds in this turn is in the first batch
    while (this.#waiting.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.options.work(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    // Together with the last look at what waits: what comes later starts anew.
    this.#running = undefined;
  }

  #takeBatch(): Batched<Item, Result>[] {
    const { itemsMax = Infinity, bytesMax = Infinity, isFirst } = this.options;
    let count = 0;
    let bytes = 0;
    for (const waiting of this.#waiting) {
      bytes += waiting.bytes;
      const isFull = count >= itemsMax || bytes > bytesMax || isFirst?.(waiting.item) === true;
      if (count > 0 && isFull) break;
      count++;
    }
    return this.#waiting.splice(0, count);
  }
}
