import type { Clock } from '../clock.js';
import { unlessAborted } from './unless-aborted.js';

/** Something took longer than it may. */
export class DeadlineError extends Error {
  constructor(durationMs: number) {
    super(`no answer in ${durationMs} ms`);
    this.name = 'DeadlineError';
  }
}

/**
 * Settles as `work` does, or rejects with a {@link DeadlineError} after `durationMs`. Then the signal is aborted too;
 * work that does not listen to it goes on, and nobody hears of it any more.
 */
export async function withDeadline<T>(
  clock: Pick<Clock, 'after'>,
  durationMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const cancel = clock.after(durationMs, () => deadline.abort(new DeadlineError(durationMs)));
  try {
    return await unlessAborted(work(deadline.signal), deadline.signal);
  } finally {
    cancel();
  }
}
