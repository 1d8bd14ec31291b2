/**
 * Whether a glob matches a whole text: `*` is any number of characters, `one` a single one
 * (appendices#glob-style-matching). A table of all prefixes against all prefixes, so for short texts only; both are in
 * one case already.
 */
export function matchesGlobNaively(pattern: string, text: string, one = '?'): boolean {
  let row = Array.from({ length: text.length + 1 }, (_, at) => at === 0);
  for (const wanted of pattern.split('')) {
    const next: boolean[] = [];
    for (let at = 0; at <= text.length; at += 1) {
      if (wanted === '*') next.push(row[at] === true || next[at - 1] === true);
      else next.push(row[at - 1] === true && (wanted === one || wanted === text[at - 1]));
    }
    row = next;
  }
  return row[text.length] === true;
}
