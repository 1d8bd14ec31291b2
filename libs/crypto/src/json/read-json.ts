import type { JsonObject, JsonValue } from './json-value.js';
import { afterString } from './scan-json.js';

const QUOTE = 0x22;
const BRACE = 0x7b;
const BRACE_END = 0x7d;
const BRACKET = 0x5b;
const BRACKET_END = 0x5d;
const COLON = 0x3a;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const NINE = 0x39;

/**
 * The value of a JSON text that the engine's parser has found to be valid, read without that parser: slower, for what
 * it cannot do. `numberOf` makes the value of a number from its text.
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
    this.#skip(-1);
    const unit = this.text.charCodeAt(this.#at);
    if (unit === QUOTE) return this.#string();
    if (unit === BRACE) return this.#object();
    if (unit === BRACKET) return this.#array();
    const start = this.#at;
    while (isInScalar(this.text.charCodeAt(this.#at))) this.#at += 1;
    const written = this.text.slice(start, this.#at);
    if (unit === MINUS || unit <= NINE) return this.numberOf(written);
    return written === 'null' ? null : written === 'true';
  }

  #object(): JsonObject {
    const object: JsonObject = {};
    this.#at += 1;
    while (this.#hasMore(BRACE_END)) {
      const key = this.#string();
      this.#skip(COLON);
      const value = this.value();
      if (key === '__proto__') addOwn(object, key, value);
      else object[key] = value;
    }
    return object;
  }

  #array(): JsonValue[] {
    const items: JsonValue[] = [];
    this.#at += 1;
    while (this.#hasMore(BRACKET_END)) items.push(this.value());
    return items;
  }

  /** Steps over a comma and white space; at the closing bracket over that, and gives false. */
  #hasMore(end: number): boolean {
    this.#skip(COMMA);
    if (this.text.charCodeAt(this.#at) !== end) return true;
    this.#at += 1;
    return false;
  }

  #string(): string {
    const start = this.#at;
    this.#at = afterString(this.text, start);
    const written = this.text.slice(start + 1, this.#at - 1);
    return written.includes('\\') ? (JSON.parse(`"${written}"`) as string) : written;
  }

  /** Steps over white space and one mark of punctuation. */
  #skip(mark: number): void {
    let unit = this.text.charCodeAt(this.#at);
    while (unit <= 0x20 || unit === mark) {
      this.#at += 1;
      unit = this.text.charCodeAt(this.#at);
    }
  }
}

/** Whether a unit belongs to a number or literal: letters, digits, signs and the point. */
function isInScalar(unit: number): boolean {
  return unit === PLUS || (unit > COMMA && unit < BRACE && unit !== COLON && unit !== BRACKET_END);
}

/** Makes `__proto__` an ordinary member. */
function addOwn(object: JsonObject, key: string, value: JsonValue): void {
  Object.defineProperty(object, key, { value, configurable: true, enumerable: true, writable: true });
}
