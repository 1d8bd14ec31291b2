import type { Clock } from '../clock.js';

/** Settles as `work` does, or resolves after `durationMs`: nobody hears then of what is not done. */
export function atMost(clock: Pick<Clock, 'after'>, durationMs: number, work: Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(durationMs, resolve);
    void work.then(() => resolve(), reject).finally(cancel);
  });
}
