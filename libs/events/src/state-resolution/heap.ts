/** A priority queue: takes out the smallest item first. */
export class Heap<T> {
  readonly #items: T[] = [];

  constructor(private readonly compare: (left: T, right: T) => number) {}

  push(item: T): void {
    let at = this.#items.push(item) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!this.#isSmaller(at, above)) return;
      this.#swap(at, above);
      at = above;
    }
  }

  /** The smallest item, which is no longer in the queue. */
  pop(): T | undefined {
    const last = this.#items.pop();
    const [smallest] = this.#items;
    if (smallest === undefined) return last;
    this.#items[0] = last!;
    this.#sink();
    return smallest;
  }

  #sink(): void {
    for (let at = 0; ;) {
      const left = at * 2 + 1;
      const smaller = this.#isSmaller(left + 1, left) ? left + 1 : left;
      if (!this.#isSmaller(smaller, at)) return;
      this.#swap(at, smaller);
      at = smaller;
    }
  }

  /** False as well when there is no item at `left`. */
  #isSmaller(left: number, right: number): boolean {
    return left < this.#items.length && this.compare(this.#items[left]!, this.#items[right]!) < 0;
  }

  #swap(left: number, right: number): void {
    [this.#items[left], this.#items[right]] = [this.#items[right]!, this.#items[left]!];
  }
}
