/** Repeatable randomness (xorshift128 on a seed mixed by splitmix32): fast, and good enough for choosing mutations. */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  constructor(seed: number) {
    let state = seed >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      const mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
      return (Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97) ^ mixed) >>> 0;
    };
    [this.#a, this.#b, this.#c, this.#d] = [next(), next(), next(), next() | 1];
  }

  /** An integer from 0 to `count` - 1; `count` is at least 1. */
  below(count: number): number {
    const t = this.#a ^ (this.#a << 11);
    [this.#a, this.#b, this.#c] = [this.#b, this.#c, this.#d];
    this.#d = (this.#d ^ (this.#d >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return this.#d % count;
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
