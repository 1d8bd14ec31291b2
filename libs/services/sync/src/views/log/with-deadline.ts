import type { Clock } from '@chappe/runtime';

/** Runs work with a signal that is aborted after a time, in milliseconds; work is expected to end then. */
export async function withDeadline<T>(
  clock: Clock,
  durationMs: number,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const cancel = clock.after(durationMs, () => controller.abort(new Error(`not done after ${durationMs} ms`)));
  try {
    return await work(controller.signal);
  } finally {
    cancel();
  }
}
