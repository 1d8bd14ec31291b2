/** How wide and how long a lane is. */
export interface FairLaneOptions {
  /** Tasks that run at the same time. */
  readonly atOnce: number;
  /** Tasks that may wait for their turn: of all keys, and of one. */
  readonly waitingMax: number;
  readonly waitingPerKeyMax: number;
  /** Makes the error for a task that has no room to wait. */
  readonly refusal: () => Error;
}

/**
 * Runs tasks a few at a time, where the keys that wait take turns: however many tasks one key sends, another key's next
 * task waits for one of each key at most. Tasks of one key run in the order in which they come.
 */
export class FairLane {
  /** What waits, by key; the key whose turn comes next is first. */
  readonly #waiting = new Map<string, (() => void)[]>();
  #waitingCount = 0;
  #running = 0;

  constructor(private readonly options: FairLaneOptions) {}

  /** Settles as the task does; rejects with the refusal when too many wait. */
  async run<T>(key: string, task: () => Promise<T>): Promise<T> {
    if (this.#running < this.options.atOnce) this.#running++;
    else await this.#wait(key);
    try {
      return await task();
    } finally {
      this.#leave();
    }
  }

  #wait(key: string): Promise<void> {
    const { waitingMax, waitingPerKeyMax, refusal } = this.options;
    const ofKey = this.#waiting.get(key) ?? [];
    if (this.#waitingCount >= waitingMax || ofKey.length >= waitingPerKeyMax) return Promise.reject(refusal());
    this.#waitingCount++;
    this.#waiting.set(key, ofKey);
    return new Promise((resolve) => ofKey.push(resolve));
  }

  /** Whoever leaves hands its place over to the key whose turn it is, which then goes behind the others. */
  #leave(): void {
    const [next] = this.#waiting;
    if (!next) {
      this.#running--;
      return;
    }
    const [key, ofKey] = next;
    this.#waiting.delete(key);
    this.#waitingCount--;
    const start = ofKey.shift();
    if (ofKey.length > 0) this.#waiting.set(key, ofKey);
    start?.();
  }
}
