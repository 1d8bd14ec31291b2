/** Payloads of many rows, in one buffer. */
export class Payloads {
  readonly #parts: Uint8Array[] = [];
  #length = 0;

  /** @returns where each payload starts, counted from 1 as SQL does, and how long it is */
  slices(payloads: readonly Uint8Array[]): [at: number[], length: number[]] {
    const at = payloads.map((payload) => this.#add(payload));
    return [at, payloads.map((payload) => payload.length)];
  }

  toBuffer(): Buffer {
    return Buffer.concat(this.#parts, this.#length);
  }

  #add(payload: Uint8Array): number {
    const at = this.#length + 1;
    this.#parts.push(payload);
    this.#length += payload.length;
    return at;
  }
}
