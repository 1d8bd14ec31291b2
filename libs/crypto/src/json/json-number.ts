/**
 * A number that a double or canonical JSON would change, kept as it was written: `1.0`, `1e3`, `-0`, 2^63 - 1.
 * Only events of room versions 1 to 5 hold such numbers (rooms/v1#canonical-json); they are hashed and sent on as they
 * came.
 */
export class JsonNumber {
  /** `text` is a number in the notation of JSON (RFC 8259, section 6). */
  constructor(readonly text: string) {}

  /** Whether it is written as an integer, without fraction and exponent. */
  get isInteger(): boolean {
    return /^-?[0-9]+$/.test(this.text);
  }

  /** The nearest double; infinite when there is none. */
  toDouble(): number {
    return Number(this.text);
  }

  /** Lets `JSON.stringify` write the text as it is. */
  toJSON(): unknown {
    return (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(this.text);
  }
}
