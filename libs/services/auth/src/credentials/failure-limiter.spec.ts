import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { FAILURE_WINDOW_MS } from '../auth.limits.js';
import { FailureLimiter } from './failure-limiter.js';

const fail = () => Promise.resolve(undefined);
const succeed = () => Promise.resolve('ok');

describe('limiting failures', () => {
  it('refuses a key that has failed too often until its window ends', async () => {
    const clock = new ManualClock();
    const limiter = new FailureLimiter(clock, 2);
    await limiter.attempt('a', fail);
    await clock.advance(1_000);
    await limiter.attempt('a', fail);
    await expect(limiter.attempt('a', succeed)).rejects.toMatchObject({
      errcode: 'M_LIMIT_EXCEEDED',
      fields: { retry_after_ms: FAILURE_WINDOW_MS - 1_000 },
    });
    expect(await limiter.attempt('b', succeed)).toBe('ok');
    await clock.advance(FAILURE_WINDOW_MS);
    expect(await limiter.attempt('a', succeed)).toBe('ok');
  });

  it('never counts success', async () => {
    const limiter = new FailureLimiter(new ManualClock(), 1);
    for (let n = 0; n < 5; n++) expect(await limiter.attempt('a', succeed)).toBe('ok');
  });

  it('does not count what could not be judged', async () => {
    const limiter = new FailureLimiter(new ManualClock(), 1);
    const away = () => Promise.reject(new Error('the database is away'));
    for (let n = 0; n < 5; n++) await expect(limiter.attempt('a', away)).rejects.toThrow('away');
    expect(await limiter.attempt('a', succeed)).toBe('ok');
  });

  it('counts attempts under way', async () => {
    const limiter = new FailureLimiter(new ManualClock(), 2);
    const results = await Promise.allSettled([1, 2, 3, 4].map(() => limiter.attempt('a', fail)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'rejected']);
  });
});
