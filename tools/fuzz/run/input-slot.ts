import { INPUT_UNITS_MAX } from '../mutate/mutate-input.ts';

const HEADER_BYTES = 8;

/** Memory that two threads share, in which one shows the input that it runs. */
export class InputSlot {
  readonly #header;
  readonly #units;

  /** The slot of another thread, or a new one. */
  readonly memory: SharedArrayBuffer;

  constructor(memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(HEADER_BYTES + 2 * INPUT_UNITS_MAX);
    this.#header = new Int32Array(this.memory, 0, 2);
    this.#units = Buffer.from(this.memory, HEADER_BYTES);
    if (memory === undefined) this.clear();
  }

  write(input: string): void {
    const bytes = this.#units.write(input, 'utf16le');
    Atomics.store(this.#header, 1, bytes);
    Atomics.add(this.#header, 0, 1);
  }

  /** Nothing runs any more. */
  clear(): void {
    Atomics.store(this.#header, 1, -1);
  }

  /** Changes with each input; undefined when none runs. */
  get number(): number | undefined {
    const isIdle = Atomics.load(this.#header, 1) < 0;
    return isIdle ? undefined : Atomics.load(this.#header, 0);
  }

  /** The input that was written last. */
  read(): string {
    return this.#units.toString('utf16le', 0, Math.max(0, Atomics.load(this.#header, 1)));
  }
}
