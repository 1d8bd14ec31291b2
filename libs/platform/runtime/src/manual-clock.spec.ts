import { describe, expect, it } from 'vitest';
import { ManualClock } from './manual-clock.js';

describe('ManualClock', () => {
  it('calls back in the order of due times and only when time is advanced', async () => {
    const clock = new ManualClock(1_000);
    const calls: string[] = [];
    clock.after(20, () => calls.push(`b@${clock.nowMs()}`));
    clock.after(10, () => calls.push(`a@${clock.nowMs()}`));
    const stop = clock.every(8, () => calls.push(`e@${clock.nowMs()}`));
    await clock.advance(17);
    expect(calls).toEqual(['e@1008', 'a@1010', 'e@1016']);
    stop();
    await clock.advance(3);
    expect(calls.at(-1)).toBe('b@1020');
    expect(clock.monotonicMs()).toBe(20);
  });

  it('lets a sleeper that sleeps again wake within one advance', async () => {
    const clock = new ManualClock();
    let rounds = 0;
    const loop = (async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10);
        rounds++;
      }
    })();
    await clock.advance(30);
    await loop;
    expect(rounds).toBe(3);
  });

  it('rejects a sleep with the reason of the signal', async () => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const slept = clock.sleep(10, controller.signal);
    controller.abort(new Error('enough'));
    await expect(slept).rejects.toThrow('enough');
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow('enough');
  });
});
