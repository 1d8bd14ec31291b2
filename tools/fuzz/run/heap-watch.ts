import { getHeapStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Samples that are needed before growth is judged: the first ones still fill caches. */
const SAMPLES_MIN = 6;

/** Watches what stays on this thread's heap after a collection: with one input after the other it must not grow. */
export class HeapWatch {
  readonly #growthBytesMax: number;
  readonly #collect: () => void;
  readonly #samples: number[] = [];

  /** `growthBytesMax` is what may be added once all is warm. */
  constructor(growthBytesMax: number) {
    this.#growthBytesMax = growthBytesMax;
    setFlagsFromString('--expose-gc');
    this.#collect = runInNewContext('gc') as () => void;
  }

  /** Greatest heap in use after a collection, in bytes. */
  get greatest(): number {
    return Math.max(0, ...this.#samples);
  }

  /**
   * Collects and measures, without the bytes that the caller holds on purpose. Gives the growth in bytes once each of
   * the last three samples is too far above the least one of the first half.
   */
  sample(heldBytes: number): number | undefined {
    this.#collect();
    const { used_heap_size: used, external_memory: external } = getHeapStatistics();
    this.#samples.push(used + external - heldBytes);
    if (this.#samples.length < SAMPLES_MIN) return undefined;
    const warm = this.#samples.slice(1, Math.ceil(this.#samples.length / 2));
    const growth = Math.min(...this.#samples.slice(-3)) - Math.min(...warm);
    return growth > this.#growthBytesMax ? growth : undefined;
  }
}
