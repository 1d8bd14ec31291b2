/**
 * Whether a glob matches a whole text: `*` is any number of characters, `one` a single one
 * (appendices#glob-style-matching). A table of all prefixes against all prefixes, so for short texts only; both are in
 * one case already.
 */
export function matchesGlobNaively(pattern: string, text: string, one = '?'): boolean {
  const characters = Array.from(text);
  let row = [true, ...characters.map(() => false)];
  for (const wanted of pattern) {
    const next: boolean[] = [];
    for (let at = 0; at <= characters.length; at += 1) {
      if (wanted === '*') next.push(row[at] === true || next[at - 1] === true);
      else next.push(row[at - 1] === true && (wanted === one || wanted === characters[at - 1]));
    }
    row = next;
  }
  return row[characters.length] === true;
}
