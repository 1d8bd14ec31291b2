/** Where a value stands in a JSON text. */
export interface JsonSpan {
  readonly kind: 'string' | 'number' | 'word' | 'object' | 'array';
  readonly start: number;
  readonly end: number;
  /** Start of the key with its quote, for a member of an object. */
  readonly keyStart?: number;
  readonly keyEnd?: number;
}

/** Enough to choose from; keeps the time for texts made of brackets in bounds. */
const SPANS_MAX = 4000;
const ENDS_SCALAR = /[\s,:[\]{}"]/g;

interface Open {
  readonly kind: 'object' | 'array';
  readonly start: number;
  readonly key: Key | undefined;
}

interface Key {
  readonly keyStart: number;
  readonly keyEnd: number;
}

/**
 * The values of a JSON text, inner ones before those that hold them. Tolerant: of a damaged text it gives what it can.
 */
export function jsonSpans(text: string): JsonSpan[] {
  const scan = new Scan(text);
  while (scan.spans.length < SPANS_MAX && scan.step()) continue;
  return scan.spans;
}

class Scan {
  readonly text: string;
  readonly spans: JsonSpan[] = [];
  readonly #open: Open[] = [];
  #key: Key | undefined;
  #at = 0;

  constructor(text: string) {
    this.text = text;
  }

  /** Reads one token; false at the end. */
  step(): boolean {
    const character = this.text[this.#at];
    if (character === undefined) return false;
    if (character === '"') this.#string();
    else if (character === '{' || character === '[') this.#begin(character === '{' ? 'object' : 'array');
    else if (character === '}' || character === ']') this.#close();
    else if (/[\s,:]/.test(character)) this.#at += 1;
    else this.#scalar(character);
    return true;
  }

  #string(): void {
    const start = this.#at;
    let end = start + 1;
    while (end < this.text.length && this.text[end] !== '"') end += this.text[end] === '\\' ? 2 : 1;
    this.#at = Math.min(end + 1, this.text.length);
    let next = this.#at;
    while (next < this.text.length && ' \n\r\t'.includes(this.text[next]!)) next += 1;
    const isKey = this.text[next] === ':' && this.#key === undefined && this.#open.at(-1)?.kind === 'object';
    if (isKey) this.#key = { keyStart: start, keyEnd: this.#at };
    else this.#add({ kind: 'string', start, end: this.#at });
  }

  #begin(kind: 'object' | 'array'): void {
    this.#open.push({ kind, start: this.#at, key: this.#key });
    this.#key = undefined;
    this.#at += 1;
  }

  #close(): void {
    this.#at += 1;
    const open = this.#open.pop();
    if (open === undefined) return;
    this.#key = open.key;
    this.#add({ kind: open.kind, start: open.start, end: this.#at });
  }

  #scalar(character: string): void {
    const start = this.#at;
    ENDS_SCALAR.lastIndex = start + 1;
    this.#at = ENDS_SCALAR.exec(this.text)?.index ?? this.text.length;
    this.#add({ kind: /[-0-9]/.test(character) ? 'number' : 'word', start, end: this.#at });
  }

  #add(span: JsonSpan): void {
    this.spans.push(this.#key === undefined ? span : { ...span, ...this.#key });
    this.#key = undefined;
  }
}
