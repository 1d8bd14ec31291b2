import { abortReason } from '@chappe/runtime';

interface Waiting {
  readonly partition: number;
  readonly position: number;
  readonly done: () => void;
}

/** How far this replica has taken in a topic's log, per partition. */
export class AppliedPositions {
  readonly #positions: number[];
  readonly #waiting = new Set<Waiting>();

  /** @param positions where following starts; index = partition */
  constructor(positions: readonly number[]) {
    this.#positions = [...positions];
  }

  of(partition: number): number {
    return this.#positions[partition] ?? 0;
  }

  /** The vector now; a copy. */
  all(): number[] {
    return this.#positions.slice();
  }

  /** Whether every partition has come as far as a vector says. */
  hasReached(positions: readonly number[]): boolean {
    return positions.every((position, partition) => this.of(partition) >= position);
  }

  advance(partition: number, position: number): void {
    this.#positions[partition] = position;
    if (this.#waiting.size === 0) return;
    for (const waiting of this.#waiting) {
      if (waiting.partition !== partition || waiting.position > position) continue;
      this.#waiting.delete(waiting);
      waiting.done();
    }
  }

  /** Resolves when the partition has come that far; rejects with the signal's reason. */
  reach(partition: number, position: number, signal: AbortSignal): Promise<void> {
    if (this.of(partition) >= position) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(waiting);
        reject(abortReason(signal));
      };
      const done = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const waiting: Waiting = { partition, position, done };
      if (signal.aborted) return onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      this.#waiting.add(waiting);
    });
  }

  /** Resolves when every partition has come as far as the vector says; rejects with the signal's reason. */
  async reachAll(positions: readonly number[], signal: AbortSignal): Promise<void> {
    for (const [partition, position] of positions.entries()) await this.reach(partition, position, signal);
  }
}
