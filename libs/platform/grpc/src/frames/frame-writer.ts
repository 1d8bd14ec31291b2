import { FRAME_BYTES_AIM } from '../grpc.limits.js';

/** A stream as far as frames are written to it. */
export interface FrameStream<Frame> {
  write(frame: Frame): boolean;
  once(event: 'drain', listener: () => void): unknown;
}

/** Something to write, and about how many bytes it takes. */
export interface Sized {
  readonly bytes: number;
}

export interface FrameWriterOptions<Item, Frame> {
  /** Called when the items are handed to the stream; may leave some out. Undefined: nothing to write. */
  readonly makeFrame: (items: readonly Item[]) => Frame | undefined;
  /** Called when the other side takes up reading after it had stopped. */
  readonly onFlowing?: () => void;
}

/** Collects what is to be written during one turn of the event loop into few frames; waits while nobody reads. */
export class FrameWriter<Item extends Sized, Frame> {
  #items: Item[] = [];
  #bytes = 0;
  #isScheduled = false;
  #isBlocked = false;
  #isClosed = false;

  constructor(
    private readonly stream: FrameStream<Frame>,
    private readonly options: FrameWriterOptions<Item, Frame>,
  ) {}

  /** True while the other side does not read: items are kept until it does. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** Size of what waits to be written. */
  get bytes(): number {
    return this.#bytes;
  }

  push(item: Item): void {
    this.#items.push(item);
    this.#bytes += item.bytes;
    if (this.#isScheduled || this.#isBlocked) return;
    this.#isScheduled = true;
    setImmediate(() => {
      this.#isScheduled = false;
      this.flush();
    });
  }

  /** Writes what is collected, as far as the other side reads. */
  flush(): void {
    while (this.#items.length > 0 && !this.#isBlocked && !this.#isClosed) {
      const frame = this.options.makeFrame(this.#takeFrame());
      if (frame !== undefined && !this.stream.write(frame)) this.#waitForReader();
    }
  }

  /** Writes nothing any more. */
  close(): void {
    this.#isClosed = true;
    this.#items = [];
    this.#bytes = 0;
  }

  #takeFrame(): Item[] {
    let count = 0;
    let bytes = 0;
    for (; count < this.#items.length && bytes < FRAME_BYTES_AIM; count++) bytes += this.#items[count]?.bytes ?? 0;
    this.#bytes -= bytes;
    if (count < this.#items.length) return this.#items.splice(0, count);
    const items = this.#items;
    this.#items = [];
    return items;
  }

  #waitForReader(): void {
    this.#isBlocked = true;
    this.stream.once('drain', () => {
      this.#isBlocked = false;
      this.flush();
      if (!this.#isBlocked) this.options.onFlowing?.();
    });
  }
}
