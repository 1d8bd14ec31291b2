import type { JsonObject, JsonValue } from './json-value.js';
import { afterString } from './scan-json.js';

const LITERAL = /true|false|null/y;
const NUMBER = /[-+.0-9eE]+/y;
const WHITE_SPACE = /[ \t\n\r]*/y;
const COLON = /[ \t\n\r]*:/y;
const COMMA = /[ \t\n\r]*,?[ \t\n\r]*/y;

/**
 * The value of a JSON text that the engine's parser has found to be valid, read without that parser: several times
 * slower, for what it cannot do. `numberOf` makes the value of a number from its text.
 */
export function readJson(text: string, numberOf: (text: string) => JsonValue): JsonValue {
  return new JsonReader(text, numberOf).value();
}

class JsonReader {
  #at = 0;

  constructor(
    readonly text: string,
    readonly numberOf: (text: string) => JsonValue,
  ) {}

  value(): JsonValue {
    this.#token(WHITE_SPACE);
    switch (this.text[this.#at]) {
      case '{':
        return this.#object();
      case '[':
        return this.#array();
      case '"':
        return this.#string();
      case 't':
      case 'f':
      case 'n':
        return JSON.parse(this.#token(LITERAL)) as boolean | null;
      default:
        return this.numberOf(this.#token(NUMBER));
    }
  }

  #object(): JsonObject {
    const members: [string, JsonValue][] = [];
    this.#at += 1;
    while (this.#hasMore('}')) {
      const key = this.#string();
      this.#token(COLON);
      members.push([key, this.value()]);
    }
    // Makes __proto__ an ordinary member, and of members with one key the last.
    return Object.fromEntries(members);
  }

  #array(): JsonValue[] {
    const items: JsonValue[] = [];
    this.#at += 1;
    while (this.#hasMore(']')) items.push(this.value());
    return items;
  }

  /** Steps over a comma and white space; at the closing bracket over that, and gives false. */
  #hasMore(end: ']' | '}'): boolean {
    this.#token(COMMA);
    if (this.text[this.#at] !== end) return true;
    this.#at += 1;
    return false;
  }

  #string(): string {
    const start = this.#at;
    this.#at = afterString(this.text, start);
    const written = this.text.slice(start, this.#at);
    return written.includes('\\') ? (JSON.parse(written) as string) : written.slice(1, -1);
  }

  #token(expression: RegExp): string {
    expression.lastIndex = this.#at;
    const token = expression.exec(this.text)?.[0] ?? '';
    this.#at += token.length;
    return token;
  }
}
