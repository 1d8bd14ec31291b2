import type { XMatrix } from '@chappe/crypto';

const TOKEN = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/**
 * The parameters of an X-Matrix header, character by character as in RFC 9110 (sections 5.6 and 11.4) with the colon
 * that the specification lets through (server-server-api#request-authentication).
 */
export function parseHeaderNaively(header: string): XMatrix | undefined {
  if (header.slice(0, 9).toLowerCase() !== 'x-matrix ') return undefined;
  const reader = new HeaderReader(header.slice(9));
  const found = new Map<string, string>();
  reader.skip(' \t,');
  while (!reader.isAtEnd) {
    const parameter = reader.parameter();
    if (parameter === undefined || found.has(parameter.name)) return undefined;
    found.set(parameter.name, parameter.value);
    reader.skip(' \t');
    if (!reader.isAtEnd && reader.skip(' \t,').charAt(0) !== ',') return undefined;
  }
  return xMatrixOf(found);
}

class HeaderReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  /** Gives what was skipped. */
  skip(characters: string): string {
    const start = this.#at;
    while (!this.isAtEnd && characters.includes(this.#text.charAt(this.#at))) this.#at += 1;
    return this.#text.slice(start, this.#at);
  }

  parameter(): { name: string; value: string } | undefined {
    const name = this.skip(TOKEN).toLowerCase();
    this.skip(' \t');
    const isAssigned = name !== '' && this.#text.charAt(this.#at) === '=';
    this.#at += 1;
    this.skip(' \t');
    const isQuoted = this.#text.charAt(this.#at) === '"';
    const value = isQuoted ? this.#quoted() : this.skip(`${TOKEN}:`) || undefined;
    return isAssigned && value !== undefined ? { name, value } : undefined;
  }

  #quoted(): string | undefined {
    let text = '';
    for (this.#at += 1; !this.isAtEnd && this.#text.charAt(this.#at) !== '"'; this.#at += 1) {
      if (this.#text.charAt(this.#at) === '\\') this.#at += 1;
      if (!isHeaderText(this.#text.charAt(this.#at))) return undefined;
      text += this.#text.charAt(this.#at);
    }
    this.#at += 1;
    return this.#at <= this.#text.length ? text : undefined;
  }
}

function xMatrixOf(found: ReadonlyMap<string, string>): XMatrix | undefined {
  const [origin, destination, keyId, signature] = ['origin', 'destination', 'key', 'sig'].map((name) =>
    found.get(name),
  );
  if (!origin || !keyId || !signature) return undefined;
  return { origin, ...(destination !== undefined && { destination }), keyId, signature };
}

function isHeaderText(character: string): boolean {
  return character === '\t' || (character >= ' ' && character <= '~') || (character >= '\x80' && character <= '\xff');
}
