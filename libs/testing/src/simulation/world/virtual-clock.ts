interface Entry {
  readonly dueMs: number;
  readonly sequence: number;
  readonly callback: () => void;
}

/** Time that passes only by running what is due next; things due at one time run in the order they were asked for. */
export class VirtualClock {
  #nowMs = 0;
  #sequence = 0;
  /** A binary heap, earliest first. */
  readonly #heap: Entry[] = [];

  /** Milliseconds since the simulation began. */
  get nowMs(): number {
    return this.#nowMs;
  }

  after(durationMs: number, callback: () => void): void {
    this.#push({ dueMs: this.#nowMs + Math.max(0, durationMs), sequence: this.#sequence++, callback });
  }

  /** Runs what is due until that time. */
  runUntil(timeMs: number): void {
    for (let first = this.#heap[0]; first !== undefined && first.dueMs <= timeMs; first = this.#heap[0])
      this.#runNext();
    this.#nowMs = Math.max(this.#nowMs, timeMs);
  }

  /** Runs until nothing is left to do. Throws when that takes more than so many steps: something never ends. */
  runUntilIdle(stepsMax: number): void {
    for (let steps = 0; this.#heap.length > 0; steps++) {
      if (steps > stepsMax) throw new Error(`There is still work to do after ${stepsMax} steps`);
      this.#runNext();
    }
  }

  #runNext(): void {
    const entry = this.#pop();
    if (entry === undefined) return;
    this.#nowMs = entry.dueMs;
    entry.callback();
  }

  #push(entry: Entry): void {
    const heap = this.#heap;
    let index = heap.push(entry) - 1;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!isBefore(entry, heap[parent]!)) break;
      heap[index] = heap[parent]!;
      index = parent;
    }
    heap[index] = entry;
  }

  #pop(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let index = 0;
    for (let child = 1; child < heap.length; child = 2 * index + 1) {
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, last)) break;
      heap[index] = heap[child]!;
      index = child;
    }
    heap[index] = last;
    return first;
  }
}

function isBefore(left: Entry, right: Entry): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.sequence < right.sequence);
}
