import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { DeadlineError, withDeadline } from './with-deadline.js';

const never = () => new Promise<never>(() => undefined);

/** A clock of which one can see how many timers are left. */
function countedClock() {
  const clock = new ManualClock();
  let open = 0;
  const after = (durationMs: number, callback: () => void) => {
    open++;
    const cancel = clock.after(durationMs, callback);
    return () => {
      open--;
      cancel();
    };
  };
  return { clock, after, open: () => open };
}

describe('withDeadline', () => {
  it('settles as the work does when that is in time, and leaves no timer behind', async () => {
    const { after, open } = countedClock();
    expect(await withDeadline({ after }, 100, () => Promise.resolve('done'))).toBe('done');
    await expect(withDeadline({ after }, 100, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    const throws = (): Promise<void> => {
      throw new Error('at once');
    };
    await expect(withDeadline({ after }, 100, throws)).rejects.toThrow('at once');
    expect(open()).toBe(0);
  });

  it('rejects when the time is over, and tells the work so', async () => {
    const { clock, after, open } = countedClock();
    let told: AbortSignal | undefined;
    const outcome = withDeadline({ after }, 100, (signal) => {
      told = signal;
      return never();
    }).catch((error: unknown) => error);
    await clock.advance(99);
    expect(told?.aborted).toBe(false);
    await clock.advance(1);
    const error = await outcome;
    expect(error).toBeInstanceOf(DeadlineError);
    expect(error).toMatchObject({ message: 'no answer in 100 ms' });
    expect(told?.reason).toBe(error);
    expect(open()).toBe(0);
  });

  it('does not end while the clock stands still', async () => {
    const clock = new ManualClock();
    let settled = false;
    void withDeadline(clock, 1, never).finally(() => (settled = true));
    for (let i = 0; i < 10; i++) await clock.advance(0);
    expect(settled).toBe(false);
  });

  it('lets nobody hear how work ends that was left behind', async () => {
    const clock = new ManualClock();
    const work = Promise.withResolvers<string>();
    const outcome = withDeadline(clock, 100, () => work.promise).catch((error: unknown) => error);
    await clock.advance(100);
    // Vitest fails a run with an unhandled rejection.
    work.reject(new Error('much later'));
    await clock.advance(0);
    expect(await outcome).toBeInstanceOf(DeadlineError);
  });
});
