/** Something that was set last at a position of a log. */
export interface Positioned {
  readonly position: number;
}

/**
 * The latest value per key, in the order in which they changed: what changed between two positions is found from the
 * end.
 */
export class LatestChanges<T extends Positioned> {
  readonly #current = new Map<string, T>();
  #byPosition: T[] = [];

  /**
   * @param keyOf tells which values replace each other
   * @param values in any order
   */
  constructor(
    private readonly keyOf: (value: T) => string,
    values: readonly T[] = [],
  ) {
    for (const value of values.toSorted((a, b) => a.position - b.position)) this.set(value);
  }

  get size(): number {
    return this.#current.size;
  }

  get newestPosition(): number {
    return this.#byPosition.at(-1)?.position ?? 0;
  }

  get(key: string): T | undefined {
    return this.#current.get(key);
  }

  /** @param value at a larger position than any before */
  set(value: T): void {
    this.#current.set(this.keyOf(value), value);
    this.#byPosition.push(value);
    if (this.#byPosition.length > 2 * this.#current.size + 16) {
      this.#byPosition = this.#byPosition.filter((one) => this.#isCurrent(one));
    }
  }

  /** Forgets values. */
  remove(isRemoved: (value: T) => boolean): void {
    for (const [key, value] of this.#current) if (isRemoved(value)) this.#current.delete(key);
    this.#byPosition = this.#byPosition.filter((one) => this.#isCurrent(one));
  }

  /** Latest values that were set after one position and not after the other, oldest first. */
  between(after: number, upTo: number): T[] {
    const found: T[] = [];
    for (let i = this.#byPosition.length - 1; i >= 0; i--) {
      const value = this.#byPosition[i];
      if (!value || value.position <= after) break;
      if (value.position <= upTo && this.#isCurrent(value)) found.push(value);
    }
    return found.reverse();
  }

  #isCurrent(value: T): boolean {
    return this.#current.get(this.keyOf(value)) === value;
  }
}
