const WORD_BITS = 32;
const FULL_WORD = 0xffffffff;

/** For each of many events, which of some states it is marked with. */
export class StateMarks {
  readonly #words: number;
  readonly #lastWord: number;
  readonly #marks: Uint32Array;

  constructor(events: number, states: number) {
    this.#words = Math.ceil(states / WORD_BITS);
    this.#lastWord = states % WORD_BITS === 0 ? FULL_WORD : 2 ** (states % WORD_BITS) - 1;
    this.#marks = new Uint32Array(events * this.#words);
  }

  mark(event: number, state: number): void {
    const word = event * this.#words + Math.floor(state / WORD_BITS);
    this.#marks[word] = this.#marks[word]! | (1 << (state % WORD_BITS));
  }

  /** Marks an event with all states that another one is marked with. */
  copy(from: number, to: number): void {
    for (let word = 0; word < this.#words; word += 1) {
      const target = to * this.#words + word;
      this.#marks[target] = this.#marks[target]! | this.#marks[from * this.#words + word]!;
    }
  }

  /** Whether an event is marked with some of the states and not with others. */
  isPartial(event: number): boolean {
    let isMarked = false;
    let isFull = true;
    for (let word = 0; word < this.#words; word += 1) {
      const mark = this.#marks[event * this.#words + word]!;
      if (mark !== 0) isMarked = true;
      if (mark !== (word === this.#words - 1 ? this.#lastWord : FULL_WORD)) isFull = false;
    }
    return isMarked && !isFull;
  }
}
