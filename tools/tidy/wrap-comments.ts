const ONE_LINE_BLOCK = /^(\s*)\/\*\*? (.*) \*\/$/;
const COMMENT = /^(\s*(?:\/\/|\*) )(.*)$/;
// A line that begins like this is not the rest of the sentence above it.
const STARTS_ANEW = /^(@|-|\d+\.|`{3}|\||oxlint-)/;

/**
 * Wraps comment lines wider than `widthMax` at a space; what is over goes before the text of the next line of the same
 * comment. Leaves everything but comments as it is.
 */
export function wrapComments(text: string, widthMax: number): string {
  const lines = text.split('\n').flatMap((line) => (line.length > widthMax ? openBlock(line) : [line]));
  for (let at = 0; at < lines.length; at++) {
    const [, prefix, words] = lines[at]?.match(COMMENT) ?? [];
    if (prefix === undefined || words === undefined || prefix.length + words.length <= widthMax) continue;
    const cut = words.lastIndexOf(' ', widthMax - prefix.length);
    if (cut <= 0 || STARTS_ANEW.test(words)) continue;
    lines[at] = prefix + words.slice(0, cut);
    carryOver(lines, at + 1, { prefix, rest: words.slice(cut + 1) });
  }
  return lines.join('\n');
}

/** A block comment on one line as three lines. */
function openBlock(line: string): string[] {
  const [, indent, words] = line.match(ONE_LINE_BLOCK) ?? [];
  return indent === undefined || words === undefined
    ? [line]
    : [`${indent}/**`, `${indent} * ${words}`, `${indent} */`];
}

/** Puts the rest of a line in front of the next one, or on a line of its own when that one starts something new. */
function carryOver(lines: string[], at: number, { prefix, rest }: { prefix: string; rest: string }): void {
  const next = lines[at] ?? '';
  const words = next.slice(prefix.length);
  if (next.startsWith(prefix) && words !== '' && !STARTS_ANEW.test(words)) lines[at] = `${prefix}${rest} ${words}`;
  else lines.splice(at, 0, prefix + rest);
}
