import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { FailurePace } from './failure-pace.js';

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function setUp(limits: Partial<ConstructorParameters<typeof FailurePace>[1]> = {}) {
  const clock = new ManualClock();
  const window = { durationMs: 60_000, amountMax: 2, keysMax: 100 };
  const pace = new FailurePace(clock, { window, atOnce: 1, pauseMs: 100, ...limits });
  const fail = (key: string): Promise<string> =>
    pace.run(key, async (count) => {
      await settled();
      count();
      return 'failed';
    });
  const succeed = (key: string): Promise<string> => pace.run(key, async () => 'ok');
  return { clock, fail, succeed };
}

describe('FailurePace', () => {
  it('lets tasks run at once until their key has failed too often, then after a pause each', async () => {
    const { clock, fail, succeed } = setUp();
    await fail('a');
    await fail('a');
    const done: string[] = [];
    const tasks = [1, 2].map(() => succeed('a').then((result) => done.push(result)));
    expect(await succeed('b')).toBe('ok');
    await settled();
    expect(done).toEqual([]);
    await clock.advance(100);
    expect(done).toEqual(['ok']);
    await clock.advance(100);
    expect(done).toEqual(['ok', 'ok']);
    await Promise.all(tasks);
  });

  it('forgets the failures when their window ends', async () => {
    const { clock, fail, succeed } = setUp();
    await fail('a');
    await fail('a');
    await clock.advance(60_000);
    expect(await succeed('a')).toBe('ok');
  });

  it('never counts tasks that succeed, and none before its outcome is known', async () => {
    const { succeed, fail } = setUp();
    for (let n = 0; n < 10; n++) await succeed('a');
    const outcomes = await Promise.all([fail('a'), fail('a'), fail('a'), succeed('a')]);
    expect(outcomes.at(-1)).toBe('ok');
  });

  it('refuses only what has no room to wait', async () => {
    const { clock, fail, succeed } = setUp({ waitingMax: 1, refusal: () => new Error('full') });
    await fail('a');
    await fail('a');
    const tasks = [succeed('a'), succeed('a')];
    await expect(succeed('a')).rejects.toThrow('full');
    await clock.advance(200);
    expect(await Promise.all(tasks)).toEqual(['ok', 'ok']);
  });
});
