import type { Clock } from '../clock.js';

/** What a key may take, and how many keys are counted. */
export interface WindowLimits {
  readonly durationMs: number;
  /** Of each key in one window. */
  readonly amountMax: number;
  /** Keys counted at the same time; beyond it the one whose window ends first is forgotten. */
  readonly keysMax: number;
}

/** What a key has taken in its window. */
export interface Taken {
  /** Takes back what was not meant to count; also when the window has ended meanwhile, where it changes nothing. */
  giveBack(amount?: number): void;
}

class KeyWindow implements Taken {
  amount = 0;

  constructor(readonly endsMs: number) {}

  giveBack(amount = 1): void {
    this.amount -= amount;
  }
}

/** Counts what keys take, in this process. A key's window begins when it first takes something, and has one length. */
export class FixedWindow {
  /** In the order in which they end. */
  readonly #windows = new Map<string, KeyWindow>();

  /** @param refusal makes the error for what does not fit; gets the milliseconds, rounded up, until the window ends */
  constructor(
    private readonly clock: Pick<Clock, 'monotonicMs'>,
    private readonly limits: WindowLimits,
    private readonly refusal: (retryAfterMs: number) => Error,
  ) {}

  /** Keys that are counted. Those whose window has ended are forgotten when the next one begins. */
  get size(): number {
    return this.#windows.size;
  }

  /** Whether the key has taken all that it may in its window. */
  isFull(key: string): boolean {
    const window = this.#windows.get(key);
    return window !== undefined && window.endsMs > this.clock.monotonicMs() && window.amount >= this.limits.amountMax;
  }

  /** @throws the refusal when the amount does not fit into the key's window; nothing is counted then */
  take(key: string, amount = 1): Taken {
    const nowMs = this.clock.monotonicMs();
    const window = this.#current(key, nowMs);
    if (window.amount + amount > this.limits.amountMax) throw this.refusal(Math.ceil(window.endsMs - nowMs));
    window.amount += amount;
    return window;
  }

  #current(key: string, nowMs: number): KeyWindow {
    const existing = this.#windows.get(key);
    if (existing && existing.endsMs > nowMs) return existing;
    const window = new KeyWindow(nowMs + this.limits.durationMs);
    this.#windows.delete(key);
    this.#windows.set(key, window);
    this.#forget(nowMs);
    return window;
  }

  #forget(nowMs: number): void {
    for (const [key, { endsMs }] of this.#windows) {
      if (endsMs > nowMs && this.#windows.size <= this.limits.keysMax) return;
      this.#windows.delete(key);
    }
  }
}
