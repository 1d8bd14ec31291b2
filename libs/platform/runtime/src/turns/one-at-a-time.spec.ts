import { describe, expect, it } from 'vitest';
import { OneAtATime } from './one-at-a-time.js';

/** A task that ends when it is told to. */
function setUp() {
  const runs: PromiseWithResolvers<number>[] = [];
  const task = new OneAtATime(() => {
    const run = Promise.withResolvers<number>();
    runs.push(run);
    return run.promise;
  });
  return { runs, task };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('OneAtATime', () => {
  it('does not start while it runs: who comes meanwhile gets the result of that run', async () => {
    const { runs, task } = setUp();
    const first = task.run();
    const second = task.run();
    await turn();
    const third = task.run();
    expect(runs).toHaveLength(1);
    runs[0]?.resolve(1);
    expect(await Promise.all([first, second, third])).toEqual([1, 1, 1]);
  });

  it('starts anew for who comes when it has ended, however it ended', async () => {
    const { runs, task } = setUp();
    const first = task.run();
    await turn();
    runs[0]?.reject(new Error('broken'));
    await expect(first).rejects.toThrow('broken');
    const second = task.run();
    await turn();
    runs[1]?.resolve(2);
    expect(await second).toBe(2);
  });

  it('starts anew for whom the end of a run told to', async () => {
    const { runs, task } = setUp();
    const second = task.run().then(() => task.run());
    await turn();
    runs[0]?.resolve(1);
    await turn();
    expect(runs).toHaveLength(2);
    runs[1]?.resolve(2);
    expect(await second).toBe(2);
  });

  it('is not stuck by a task that throws instead of rejecting', async () => {
    let isBroken = true;
    const task = new OneAtATime((): Promise<string> => {
      if (isBroken) throw new Error('at once');
      return Promise.resolve('done');
    });
    await expect(task.run()).rejects.toThrow('at once');
    isBroken = false;
    expect(await task.run()).toBe('done');
  });

  it('starts once although the task asks for itself', async () => {
    let starts = 0;
    const task: OneAtATime = new OneAtATime(async () => {
      starts++;
      void task.run();
    });
    await task.run();
    expect(starts).toBe(1);
  });

  it('is idle when it does not run, also after a failure', async () => {
    const { runs, task } = setUp();
    await task.idle();
    const failing = task.run();
    let isIdle = false;
    const idle = task.idle().then(() => (isIdle = true));
    await turn();
    expect(isIdle).toBe(false);
    runs[0]?.reject(new Error('broken'));
    await expect(failing).rejects.toThrow('broken');
    await idle;
  });
});
