import { describe, expect, it } from 'vitest';
import { FairLane, type FairLaneOptions } from './fair-lane.js';

/** A lane in which a task runs until it is told to end, and what was started. */
function setUp(options: Partial<FairLaneOptions> = {}) {
  const refusal = (): Error => new Error('full');
  const lane = new FairLane({ atOnce: 1, waitingMax: 10, waitingPerKeyMax: 5, refusal, ...options });
  const started: string[] = [];
  const send = (key: string, task: string): Promise<void> => lane.run(key, async () => void started.push(key + task));
  return { lane, started, send };
}

describe('FairLane', () => {
  it('gives keys their turn, whoever has sent more', async () => {
    const { started, send } = setUp();
    const tasks = ['1', '2', '3', '4'].map((task) => send('a', task));
    tasks.push(send('b', '1'), send('b', '2'), send('c', '1'));
    await Promise.all(tasks);
    expect(started).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
  });

  it('runs as many at a time as it is wide', async () => {
    const { lane } = setUp({ atOnce: 2 });
    let running = 0;
    let most = 0;
    const task = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    };
    await Promise.all(['a', 'a', 'a', 'b', 'b'].map((key) => lane.run(key, task)));
    expect(most).toBe(2);
  });

  it('refuses what has no room to wait: of one key, and of all', async () => {
    const { lane, send } = setUp({ waitingMax: 3, waitingPerKeyMax: 2 });
    const first = Promise.withResolvers<void>();
    const tasks = [lane.run('a', () => first.promise), send('a', '1'), send('a', '2')];
    await expect(send('a', '3')).rejects.toThrow('full');
    tasks.push(send('b', '1'));
    await expect(send('c', '1')).rejects.toThrow('full');
    first.resolve();
    await Promise.all(tasks);
    await send('c', '1');
  });

  it('goes on after a task that fails, or throws instead of rejecting', async () => {
    const { lane, send } = setUp();
    const throws = (): Promise<void> => {
      throw new Error('at once');
    };
    const outcomes = await Promise.allSettled([
      lane.run('a', throws),
      lane.run('a', () => Promise.reject(new Error('later'))),
      send('b', '1'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });
});
