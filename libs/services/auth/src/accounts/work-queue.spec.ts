import { describe, expect, it } from 'vitest';
import { WorkQueue } from './work-queue.js';

describe('a bounded queue', () => {
  it('runs a few at once, in order, and refuses what it has no room for', async () => {
    const queue = new WorkQueue({ atOnce: 2, waitingMax: 2 }, () => new Error('full'));
    const finish: (() => void)[] = [];
    let started = 0;
    const work = () =>
      queue.run(() => {
        started++;
        return new Promise<void>((resolve) => finish.push(resolve));
      });
    const runs = [work(), work(), work(), work()];
    await expect(work()).rejects.toThrow('full');
    expect(started).toBe(2);
    finish.shift()?.();
    await runs[0];
    await Promise.resolve();
    expect(started).toBe(3);
    const last = work();
    while (finish.length > 0 || started < 5) {
      finish.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    finish.shift()?.();
    await Promise.all([...runs, last]);
    expect(started).toBe(5);
  });

  it('goes on after work that fails', async () => {
    const queue = new WorkQueue({ atOnce: 1, waitingMax: 1 }, () => new Error('full'));
    const failing = queue.run(() => Promise.reject(new Error('broken')));
    const next = queue.run(() => Promise.resolve('done'));
    await expect(failing).rejects.toThrow('broken');
    expect(await next).toBe('done');
  });
});
