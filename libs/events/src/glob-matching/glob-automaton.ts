const WORD_BITS = 32;
const BMP_LAST = 0xffff;
const [STAR, QUESTION_MARK] = [0x2a, 0x3f];

/** Whether a match may start or end at a position. The start and the end of the text are edges. */
type IsEdge = (position: number) => boolean;

/**
 * Follows all ways to match a glob-style pattern at once (extended Shift-And of Navarro and Raffinot): bit i of the
 * state says that the pattern up to its character i, stars not counted, matches what was read so far.
 */
export class GlobAutomaton {
  /** The bits of each character of the pattern; for others those of `?`. */
  readonly #bitsOf = new Map<number, Int32Array>();
  readonly #anyBits: Int32Array;
  /** Bits of the characters that a star follows: these stay matched whatever comes. */
  readonly #starBits: Int32Array;
  readonly #startsWithStar: boolean;
  readonly #endsWithStar: boolean;
  readonly #length: number;

  constructor(pattern: string) {
    const all = Array.from(pattern, (character) => character.codePointAt(0) ?? 0);
    const characters = all.filter((code) => code !== STAR);
    this.#length = characters.length;
    this.#startsWithStar = all[0] === STAR;
    this.#endsWithStar = all.at(-1) === STAR;
    this.#anyBits = this.#noBits();
    this.#starBits = this.#noBits();
    characters.forEach((code, index) => code === QUESTION_MARK && setBit(this.#anyBits, index));
    characters.forEach((code, index) => code !== QUESTION_MARK && setBit(this.#writableBitsOf(code), index));
    let index = -1;
    for (const code of all) {
      if (code !== STAR) index++;
      else if (index >= 0) setBit(this.#starBits, index);
    }
  }

  /** Whether the pattern matches a part of the text from one edge to another; positions count UTF-16 units. */
  accepts(text: string, isEdge: IsEdge): boolean {
    // The pattern is empty, or stars alone.
    if (this.#length === 0) return this.#startsWithStar || text === '';
    const state = this.#noBits();
    let isActive = false;
    let next = 0;
    for (let position = 0; position < text.length; position = next) {
      const code = text.codePointAt(position) ?? 0;
      next = position + unitsOf(code);
      // Position 0 is an edge: from there on a star covers all that comes before the rest of the pattern.
      const mayStart = this.#startsWithStar || isEdge(position);
      if (mayStart || isActive) isActive = this.#step(state, code, mayStart);
      if (isActive && this.#mayEnd(state, isEdge, next)) return true;
    }
    return false;
  }

  /** Reads a character. Whether any bit is set now. */
  #step(state: Int32Array, code: number, mayStart: boolean): boolean {
    const bits = this.#bitsOf.get(code) ?? this.#anyBits;
    const stars = this.#starBits;
    let carry = mayStart ? 1 : 0;
    let set = 0;
    for (let word = 0; word < state.length; word++) {
      const before = state[word] ?? 0;
      const after = (((before << 1) | carry) & (bits[word] ?? 0)) | (before & (stars[word] ?? 0));
      state[word] = after;
      set |= after;
      carry = before >>> (WORD_BITS - 1);
    }
    return set !== 0;
  }

  #mayEnd(state: Int32Array, isEdge: IsEdge, position: number): boolean {
    return hasBit(state, this.#length - 1) && (this.#endsWithStar || isEdge(position));
  }

  #noBits(): Int32Array {
    return new Int32Array(Math.ceil(this.#length / WORD_BITS));
  }

  #writableBitsOf(code: number): Int32Array {
    const bits = this.#bitsOf.get(code) ?? this.#anyBits.slice();
    this.#bitsOf.set(code, bits);
    return bits;
  }
}

/** UTF-16 units of a character. */
function unitsOf(code: number): number {
  return code > BMP_LAST ? 2 : 1;
}

function setBit(bits: Int32Array, index: number): void {
  const word = Math.floor(index / WORD_BITS);
  bits[word] = (bits[word] ?? 0) | (1 << (index % WORD_BITS));
}

function hasBit(bits: Int32Array, index: number): boolean {
  return ((bits[Math.floor(index / WORD_BITS)] ?? 0) & (1 << (index % WORD_BITS))) !== 0;
}
