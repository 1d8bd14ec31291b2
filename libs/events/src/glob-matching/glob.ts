import { foldCase, type FoldedText } from './folded-text.js';
import { GlobAutomaton } from './glob-automaton.js';

/**
 * A glob-style pattern (appendices#glob-style-matching): `*` stands for any number of characters, `?` for exactly one.
 * Matches without regard to case. Time per text is at most its length times a 32nd of the pattern's; it is not made
 * from a regular expression, so no pattern can make it slower.
 */
export class Glob {
  readonly hasWildcard: boolean;
  readonly #pattern: string;
  /** The parts of the pattern without wildcards, in order. */
  readonly #literals: readonly string[];
  #automaton: GlobAutomaton | undefined;

  constructor(pattern: string) {
    this.#pattern = foldCase(pattern);
    this.#literals = this.#pattern.split(/[*?]/).filter((literal) => literal !== '');
    this.hasWildcard = /[*?]/.test(this.#pattern);
  }

  /** Whether it matches the entire text. */
  matches(text: FoldedText): boolean {
    const { folded } = text;
    if (!this.hasWildcard) return folded === this.#pattern;
    const isEdge = (position: number): boolean => position === 0 || position === folded.length;
    return this.#hasLiterals(folded) && this.#accepts(folded, isEdge);
  }

  /** Whether it matches any part of the text that starts and ends at a word boundary. */
  matchesWords(text: FoldedText): boolean {
    const { folded } = text;
    if (!this.#hasLiterals(folded)) return false;
    if (!this.hasWildcard && isAtWordBoundaries(text, folded.indexOf(this.#pattern), this.#pattern.length)) return true;
    return this.#accepts(folded, (position) => text.isWordBoundary(position));
  }

  /** Says no to most texts at once. */
  #hasLiterals(folded: string): boolean {
    let from = 0;
    for (const literal of this.#literals) {
      const found = folded.indexOf(literal, from);
      if (found < 0) return false;
      from = found + literal.length;
    }
    return true;
  }

  #accepts(folded: string, isEdge: (position: number) => boolean): boolean {
    this.#automaton ??= new GlobAutomaton(this.#pattern);
    return this.#automaton.accepts(folded, isEdge);
  }
}

function isAtWordBoundaries(text: FoldedText, start: number, length: number): boolean {
  return text.isWordBoundary(start) && text.isWordBoundary(start + length);
}
