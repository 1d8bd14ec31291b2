import type { SeededRandom } from '../seeded-random.ts';

const ENTRIES_MAX = 4000;
const UNITS_MAX = 4_000_000;

/** Inputs worth changing. Bounded: when it is full, a new one takes the place of one that was found earlier. */
export class Corpus {
  readonly #inputs: string[] = [];
  readonly #known = new Set<string>();
  #units = 0;

  get size(): number {
    return this.#inputs.length;
  }

  /** Sum of the lengths of all inputs in UTF-16 units. */
  get units(): number {
    return this.#units;
  }

  add(input: string, random: SeededRandom): void {
    if (this.#known.has(input)) return;
    // The input may be a slice of, or a rope over, larger strings, which it would keep alive.
    const flat = Buffer.from(input, 'utf16le').toString('utf16le');
    while (this.size > 0 && (this.size >= ENTRIES_MAX || this.#units + flat.length > UNITS_MAX)) this.#drop(random);
    this.#inputs.push(flat);
    this.#known.add(flat);
    this.#units += flat.length;
  }

  /** One of the inputs; those found last are chosen more often, for new ground is near them. */
  pick(random: SeededRandom): string {
    if (this.size === 0) return '';
    const recent = Math.min(this.size, 100);
    const at = random.oneIn(3) ? this.size - 1 - random.below(recent) : random.below(this.size);
    return this.#inputs[at] ?? '';
  }

  #drop(random: SeededRandom): void {
    const at = random.below(this.size);
    const dropped = this.#inputs[at] ?? '';
    this.#inputs[at] = this.#inputs.at(-1) ?? '';
    this.#inputs.pop();
    this.#known.delete(dropped);
    this.#units -= dropped.length;
  }
}
