/** A text for comparing without regard to case; prepared once, then matched by any number of patterns. */
export class FoldedText {
  /** As long as the original, character by character. */
  readonly folded: string;

  constructor(readonly original: string) {
    this.folded = foldCase(original);
  }

  /**
   * Whether a position is a word boundary (client-server-api#push-rules): the start or the end of the text, or next to
   * a character not in `[A-Z]`, `[a-z]`, `[0-9]` or `_`, on either side of it.
   */
  isWordBoundary(position: number): boolean {
    const { original } = this;
    if (position === 0 || position === original.length) return true;
    return !isWordCharacter(original.charCodeAt(position - 1)) || !isWordCharacter(original.charCodeAt(position));
  }
}

/**
 * Lower case, the same for every spelling of a character, and of the same length: what "case-insensitive" means here
 * (client-server-api#conditions-1 leaves it to the server). Texts that differ in more than case stay different.
 */
export function foldCase(text: string): string {
  // Lower-casing makes two characters of İ, and one of two of Σ, depending on what follows.
  return text.replaceAll('\u0130', 'i').toLowerCase().replaceAll('\u03c2', '\u03c3');
}

const [DIGIT_0, DIGIT_9, UPPER_A, UPPER_Z] = [0x30, 0x39, 0x41, 0x5a];
const [UNDERSCORE, LOWER_A, LOWER_Z] = [0x5f, 0x61, 0x7a];

function isWordCharacter(code: number): boolean {
  if (code >= LOWER_A) return code <= LOWER_Z;
  if (code >= UPPER_A) return code <= UPPER_Z || code === UNDERSCORE;
  return code >= DIGIT_0 && code <= DIGIT_9;
}
