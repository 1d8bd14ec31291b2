/** A JSON value with everything that `JSON.parse` forgets: how numbers were written and which keys came twice. */
export type NaiveJson =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'array'; readonly items: readonly NaiveJson[] }
  | { readonly kind: 'object'; readonly members: ReadonlyMap<string, NaiveJson> };

/** A value, all numbers of the text, those that a repeated key hides included, and whether any key is repeated. */
export interface NaiveText {
  readonly value: NaiveJson;
  readonly numbers: readonly string[];
  readonly hasDuplicates: boolean;
}

/**
 * Parses by recursive descent, as plainly as can be, a text that is known to be valid JSON of moderate depth. Of keys
 * given twice the last value counts.
 */
export function parseNaively(text: string): NaiveText {
  const numbers: string[] = [];
  let hasDuplicates = false;
  let at = 0;
  const skipSpace = (): void => {
    while (' \t\n\r'.includes(text[at] ?? 'x')) at += 1;
  };
  const take = (pattern: RegExp): string => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0] ?? '';
    at += found.length;
    return found;
  };
  const string = (): string => {
    const start = at;
    for (at += 1; text[at] !== '"' && at < text.length; at += 1) if (text[at] === '\\') at += 1;
    at += 1;
    return JSON.parse(text.slice(start, at)) as string;
  };
  const list = (end: string, entry: () => void): void => {
    at += 1;
    skipSpace();
    while (text[at] !== end && at < text.length) {
      entry();
      skipSpace();
      if (text[at] === ',') at += 1;
      skipSpace();
    }
    at += 1;
  };
  const object = (): NaiveJson => {
    const members = new Map<string, NaiveJson>();
    list('}', () => {
      const key = string();
      skipSpace();
      at += 1;
      hasDuplicates ||= members.has(key);
      members.delete(key);
      members.set(key, value());
    });
    return { kind: 'object', members };
  };
  const array = (): NaiveJson => {
    const items: NaiveJson[] = [];
    list(']', () => items.push(value()));
    return { kind: 'array', items };
  };
  const value = (): NaiveJson => {
    skipSpace();
    if (text[at] === '{') return object();
    if (text[at] === '[') return array();
    if (text[at] === '"') return { kind: 'string', value: string() };
    if (!/[-0-9]/.test(text[at] ?? '')) return { kind: 'word', text: take(/[a-z]+/y) };
    const number = take(/[-+.0-9eE]+/y);
    numbers.push(number);
    return { kind: 'number', text: number };
  };
  return { value: value(), numbers, hasDuplicates };
}
