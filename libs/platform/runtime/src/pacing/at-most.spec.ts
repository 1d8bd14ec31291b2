import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { atMost } from './at-most.js';

describe('atMost', () => {
  it('settles as the work does when that is in time, without the time having to pass', async () => {
    const clock = new ManualClock();
    await atMost(clock, 100, Promise.resolve('done'));
    await expect(atMost(clock, 100, Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(clock.monotonicMs()).toBe(0);
  });

  it('resolves when the time is over, not before', async () => {
    const clock = new ManualClock();
    let isOver = false;
    const over = atMost(clock, 100, new Promise(() => undefined)).then(() => (isOver = true));
    await clock.advance(99);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await over;
  });

  it('lets nobody hear how work ends that was left behind', async () => {
    const clock = new ManualClock();
    const work = Promise.withResolvers<void>();
    const over = atMost(clock, 100, work.promise);
    await clock.advance(100);
    // Vitest fails a run with an unhandled rejection.
    work.reject(new Error('much later'));
    await clock.advance(0);
    await expect(over).resolves.toBeUndefined();
  });

  it('leaves no timer behind', async () => {
    let open = 0;
    const after = (): (() => void) => {
      open++;
      return () => open--;
    };
    await atMost({ after }, 100, Promise.resolve());
    await atMost({ after }, 100, Promise.reject(new Error('broken'))).catch(() => undefined);
    await Promise.resolve();
    expect(open).toBe(0);
  });
});
