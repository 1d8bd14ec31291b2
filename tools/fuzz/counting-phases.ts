import type { BlockCoverage } from './block-coverage.ts';

/** Batches in a row without a new block after which counting pauses. */
const DRY_BATCHES = 60;
/** Batches without counting, which makes the code about twice as slow, before it is tried again. */
const PAUSED_BATCHES = 300;

/** Counts blocks while that finds new ones, and from time to time afterwards. */
export class CountingPhases {
  readonly #coverage: BlockCoverage | undefined;
  #isCounting = false;
  #dry = 0;
  #paused = PAUSED_BATCHES;

  constructor(coverage: BlockCoverage | undefined) {
    this.#coverage = coverage;
  }

  /** Whether the batch that begins is counted. */
  begin(): boolean {
    if (this.#coverage === undefined) return false;
    if (!this.#isCounting && this.#paused >= PAUSED_BATCHES) {
      this.#isCounting = true;
      this.#dry = 0;
      this.#coverage.start();
    }
    this.#paused += 1;
    return this.#isCounting;
  }

  /** A counted batch is over; says whether it reached anything new. */
  end(hasNew: boolean): void {
    this.#dry = hasNew ? 0 : this.#dry + 1;
    if (this.#dry < DRY_BATCHES) return;
    this.#isCounting = false;
    this.#paused = 0;
    this.#coverage?.stop();
  }
}
