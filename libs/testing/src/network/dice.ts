import { type Randomness, seededRandomness } from '@chappe/runtime';

/** Choices that a seed repeats. */
export class Dice {
  readonly #randomness: Randomness;

  constructor(readonly seed: string) {
    this.#randomness = seededRandomness(seed);
  }

  /** An integer from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + (this.#randomness.bytes(4).readUInt32BE() % (most - least + 1));
  }

  /** True in `percent` of 100 throws. */
  chance(percent: number): boolean {
    return this.between(1, 100) <= percent;
  }

  one<T>(choices: readonly T[]): T {
    const choice = choices[this.between(0, choices.length - 1)];
    if (choice === undefined) throw new RangeError('there is nothing to choose from');
    return choice;
  }
}
