/**
 * Whether a text matches a pattern in which `*` stands for any characters, none included (client-server-api#filtering).
 * Time is bounded by the product of both lengths, so a hostile pattern costs no more than a long one.
 */
export function matchesWildcard(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? '';
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  const until = text.length - last.length;
  for (const part of rest) {
    // The leftmost match leaves most room to the parts that follow.
    const found = text.indexOf(part, from);
    if (found < 0 || found + part.length > until) return false;
    from = found + part.length;
  }
  return true;
}
