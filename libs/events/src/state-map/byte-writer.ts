import { encodeUtf8 } from '@chappe/crypto';

/** Bytes written one after the other into a buffer that grows. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** `bytesExpected` saves growing when it is right. */
  constructor(bytesExpected: number) {
    this.#bytes = new Uint8Array(bytesExpected);
  }

  byte(value: number): void {
    this.#reserve(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  /** A non-negative integer, seven bits a byte, lowest first. */
  integer(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.byte(rest);
  }

  bytes(value: Uint8Array): void {
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** A text as its length in bytes and its UTF-8. */
  text(value: string): void {
    const encoded = encodeUtf8(value);
    this.integer(encoded.length);
    this.bytes(encoded);
  }

  /** All that was written; nothing may be written afterwards. */
  finish(): Uint8Array {
    return this.#length === this.#bytes.length ? this.#bytes : this.#bytes.slice(0, this.#length);
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}
