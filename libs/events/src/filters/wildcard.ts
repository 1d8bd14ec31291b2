/**
 * A pattern in which `*` stands for any characters, none included (client-server-api#filtering). Prepared once; time
 * per text is bounded by the product of both lengths, and most texts differ at their first character.
 */
export class Wildcard {
  readonly #first: string;
  readonly #between: readonly string[];
  readonly #last: string | undefined;
  /** Characters that a text has at least. */
  readonly #length: number;

  constructor(pattern: string) {
    const [first = '', ...rest] = pattern.split('*');
    this.#first = first;
    this.#last = rest.pop();
    this.#between = rest.filter((part) => part !== '');
    this.#length = pattern.replaceAll('*', '').length;
  }

  /** Whether it matches the entire text; upper and lower case differ. */
  matches(text: string): boolean {
    if (this.#last === undefined) return text === this.#first;
    if (text.length < this.#length || !text.startsWith(this.#first) || !text.endsWith(this.#last)) return false;
    let from = this.#first.length;
    for (const part of this.#between) {
      // The leftmost match leaves most room to the parts that follow.
      const found = text.indexOf(part, from);
      if (found < 0) return false;
      from = found + part.length;
    }
    return from <= text.length - this.#last.length;
  }
}
