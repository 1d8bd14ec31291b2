import type { Clock } from '../clock.js';

/** How long a slice of work may be: in milliseconds, in steps, or both. */
export interface SliceLimits {
  readonly durationMs?: number;
  readonly stepsMax?: number;
}

/**
 * Cuts long work into slices, between which the event loop goes round: `if (slice.isOver) await slice.giveTurn();`
 * before each step. Nothing waits here for anybody, so there is nothing to abort: whoever works looks at its signal
 * itself.
 */
export class TimeSlice {
  readonly #durationMs: number;
  readonly #stepsMax: number;
  #endsMs = Infinity;
  #steps = 0;

  /** The first slice begins now. */
  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs' | 'sleep'>,
    { durationMs = Infinity, stepsMax = Infinity }: SliceLimits,
  ) {
    this.#durationMs = durationMs;
    this.#stepsMax = stepsMax;
    this.#begin();
  }

  get isOver(): boolean {
    if (this.#steps >= this.#stepsMax) return true;
    return this.#endsMs !== Infinity && this.clock.monotonicMs() >= this.#endsMs;
  }

  /** So many steps of the slice were done. */
  count(steps = 1): void {
    this.#steps += steps;
  }

  /** Resolves when others had their turn; the next slice begins then. */
  async giveTurn(): Promise<void> {
    await this.clock.sleep(0);
    this.#begin();
  }

  #begin(): void {
    this.#steps = 0;
    if (this.#durationMs !== Infinity) this.#endsMs = this.clock.monotonicMs() + this.#durationMs;
  }
}
