const WORD_BITS = 32;
const FULL_WORD = 0xffffffff;

/** For each of many events, which of some states it is marked with. */
export class StateMarks {
  readonly #words: number;
  readonly #lastWord: number;
  readonly #marks: Uint32Array;
  /** By event, whether it is marked at all: quick to search. */
  readonly #isMarked: Uint8Array;
  #partial = 0;

  constructor(events: number, states: number) {
    this.#words = Math.ceil(states / WORD_BITS);
    this.#lastWord = states % WORD_BITS === 0 ? FULL_WORD : 2 ** (states % WORD_BITS) - 1;
    this.#marks = new Uint32Array(events * this.#words);
    this.#isMarked = new Uint8Array(events);
  }

  /** How many events are marked with some of the states and not with others. */
  get partial(): number {
    return this.#partial;
  }

  mark(event: number, state: number): void {
    const wasPartial = this.isPartial(event);
    this.#isMarked[event] = 1;
    this.#add(event * this.#words + Math.floor(state / WORD_BITS), 1 << (state % WORD_BITS));
    this.#partial += Number(this.isPartial(event)) - Number(wasPartial);
  }

  /** Marks an event with all states that another one is marked with. */
  copy(from: number, to: number): void {
    const wasPartial = this.isPartial(to);
    this.#isMarked[to] = 1;
    for (let word = 0; word < this.#words; word += 1) {
      this.#add(to * this.#words + word, this.#marks[from * this.#words + word]!);
    }
    this.#partial += Number(this.isPartial(to)) - Number(wasPartial);
  }

  /** Whether an event is marked with some of the states and not with others. */
  isPartial(event: number): boolean {
    if (this.#isMarked[event] === 0) return false;
    const last = (event + 1) * this.#words - 1;
    for (let word = event * this.#words; word < last; word += 1) if (this.#marks[word] !== FULL_WORD) return true;
    return this.#marks[last] !== this.#lastWord;
  }

  /** The newest marked event that is older than a given one, negative if there is none. */
  markedBefore(event: number): number {
    return event === 0 ? -1 : this.#isMarked.lastIndexOf(1, event - 1);
  }

  #add(word: number, bits: number): void {
    this.#marks[word] = this.#marks[word]! | bits;
  }
}
