import { abortReason } from './abort-reason.js';
import type { Clock } from './clock.js';

interface Timer {
  readonly callback: () => void;
  readonly periodMs: number | undefined;
  dueMs: number;
}

/** A clock that stands still until it is told to advance: for tests and simulations. */
export class ManualClock implements Clock {
  private elapsedMs = 0;
  private readonly timers = new Set<Timer>();

  /** @param startMs milliseconds since the Unix epoch */
  constructor(private readonly startMs = 1_700_000_000_000) {}

  nowMs(): number {
    return this.startMs + this.elapsedMs;
  }

  monotonicMs(): number {
    return this.elapsedMs;
  }

  sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(abortReason(signal));
        return;
      }
      const onAbort = (): void => {
        cancel();
        if (signal) reject(abortReason(signal));
      };
      const cancel = this.after(durationMs, () => {
        signal?.removeEventListener('abort', onAbort);
        resolve();
      });
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  after(durationMs: number, callback: () => void): () => void {
    return this.add({ callback, periodMs: undefined, dueMs: this.elapsedMs + Math.max(0, durationMs) });
  }

  every(periodMs: number, callback: () => void): () => void {
    if (!(periodMs > 0)) throw new RangeError('the period must be positive');
    return this.add({ callback, periodMs, dueMs: this.elapsedMs + periodMs });
  }

  /** Moves time on and calls what falls due, in order; lets promises settle before and after each call. */
  async advance(durationMs: number): Promise<void> {
    await settle();
    const untilMs = this.elapsedMs + durationMs;
    for (let timer = this.next(untilMs); timer; timer = this.next(untilMs)) {
      this.elapsedMs = Math.max(this.elapsedMs, timer.dueMs);
      if (timer.periodMs === undefined) this.timers.delete(timer);
      else timer.dueMs += timer.periodMs;
      timer.callback();
      await settle();
    }
    this.elapsedMs = untilMs;
    await settle();
  }

  private add(timer: Timer): () => void {
    this.timers.add(timer);
    return () => {
      this.timers.delete(timer);
    };
  }

  private next(untilMs: number): Timer | undefined {
    let earliest: Timer | undefined;
    for (const timer of this.timers) {
      if (timer.dueMs <= untilMs && (!earliest || timer.dueMs < earliest.dueMs)) earliest = timer;
    }
    return earliest;
  }
}

function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
