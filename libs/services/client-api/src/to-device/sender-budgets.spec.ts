import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import { SenderBudgets } from './sender-budgets.js';
import { TO_DEVICE_BYTES_PER_MINUTE_MAX } from './to-device.limits.js';

const HALF = TO_DEVICE_BYTES_PER_MINUTE_MAX / 2;

describe('the bytes of to-device messages that a user sends', () => {
  it('are limited per minute, each user by itself', async () => {
    const clock = new ManualClock();
    const budgets = new SenderBudgets(clock);
    budgets.take('@alice:x', HALF);
    await clock.advance(20_000);
    budgets.take('@alice:x', HALF);
    const refusal = { errcode: 'M_LIMIT_EXCEEDED', fields: { retry_after_ms: 40_000 } };
    expect(() => budgets.take('@alice:x', 1)).toThrow(expect.objectContaining(refusal));
    budgets.take('@bob:x', HALF);
    await clock.advance(40_000);
    budgets.take('@alice:x', HALF);
  });

  it('that were refused do not count', () => {
    const budgets = new SenderBudgets(new ManualClock());
    budgets.take('@alice:x', HALF);
    expect(() => budgets.take('@alice:x', HALF + 1)).toThrow('Too many requests');
    budgets.take('@alice:x', HALF);
  });
});
