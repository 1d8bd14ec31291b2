/** Unsigned LEB128 of integers up to 2^53 - 1, as used inside tokens. */
export class VarintWriter {
  readonly #bytes: number[] = [];

  /** @param value integer, 0 … 2^53 - 1 */
  write(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.#bytes.push((rest % 0x80) + 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.#bytes.push(rest);
  }

  toBase64Url(): string {
    return Buffer.from(this.#bytes).toString('base64url');
  }
}

/**
 * Reads what {@link VarintWriter} wrote. Every other spelling of a number is refused, so that a token has one form
 * only.
 */
export class VarintReader {
  #offset = 0;

  private constructor(readonly bytes: Buffer) {}

  /** Undefined when the text is not the one unpadded base64url form of some bytes. */
  static of(text: string): VarintReader | undefined {
    const bytes = Buffer.from(text, 'base64url');
    return bytes.toString('base64url') === text ? new VarintReader(bytes) : undefined;
  }

  /** All numbers; undefined when one of them is damaged. */
  readAll(): number[] | undefined {
    const numbers: number[] = [];
    while (this.#offset < this.bytes.length) {
      const value = this.#read();
      if (value === undefined) return undefined;
      numbers.push(value);
    }
    return numbers;
  }

  /** The next number; undefined at the end, beyond 2^53 - 1, or when it is written longer than needed. */
  #read(): number | undefined {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.bytes[this.#offset++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * factor;
      if (value > Number.MAX_SAFE_INTEGER) return undefined;
      if (byte < 0x80) return byte === 0 && factor > 1 ? undefined : value;
      factor *= 0x80;
      if (factor > Number.MAX_SAFE_INTEGER) return undefined;
    }
  }
}
