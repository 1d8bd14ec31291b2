import { decodeUtf8 } from '@chappe/crypto';

import { DamagedNodeError } from './damaged-node-error.js';

/** Reads what `ByteWriter` wrote; throws `DamagedNodeError` instead of reading past the end. */
export class ByteReader {
  #at = 0;

  constructor(private readonly source: Uint8Array) {}

  get isAtEnd(): boolean {
    return this.#at === this.source.length;
  }

  byte(): number {
    const value = this.source[this.#at];
    if (value === undefined) throw new DamagedNodeError('it ends too early');
    this.#at += 1;
    return value;
  }

  integer(): number {
    let value = 0;
    for (let factor = 1; factor <= Number.MAX_SAFE_INTEGER; factor *= 0x80) {
      const byte = this.byte();
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
    throw new DamagedNodeError('a number is too long');
  }

  /** A view of the next bytes, not a copy. */
  bytes(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.source.length) throw new DamagedNodeError('it ends too early');
    const value = this.source.subarray(this.#at, end);
    this.#at = end;
    return value;
  }

  text(): string {
    return decodeUtf8(this.bytes(this.integer()));
  }
}
