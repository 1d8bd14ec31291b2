import { foldCase, type FoldedText } from './folded-text.js';

/** Whether a text contains another, without regard to case, from one word boundary to another; not for empty words. */
export function containsWord(text: FoldedText, word: string): boolean {
  const wanted = foldCase(word);
  let start = wanted === '' ? -1 : text.folded.indexOf(wanted);
  while (start >= 0) {
    if (text.isWordBoundary(start) && text.isWordBoundary(start + wanted.length)) return true;
    start = text.folded.indexOf(wanted, start + 1);
  }
  return false;
}
