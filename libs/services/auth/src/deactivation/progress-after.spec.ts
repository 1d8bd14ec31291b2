import { describe, expect, it } from 'vitest';
import type { UserId } from '@chappe/events';
import { DEACTIVATION_CLAIM_MS, DEACTIVATION_RETRY_MS } from '../auth.limits.js';
import type { Deactivation } from './deactivation.js';
import { progressAfter } from './progress-after.js';

const claimed: Deactivation = {
  partition: 0,
  userId: '@alice:example.org' as UserId,
  service: 'room',
  erase: true,
  roomPositions: [],
  next: '!a',
  failed: 2,
  claims: 1,
};

describe('a deactivation after a step', () => {
  it('goes on with the next one, and remembers what was not possible', () => {
    const progress = progressAfter(claimed, { next: '!b', handled: 3, failed: 1 });
    expect(progress).toMatchObject({ next: '!b', failed: 3, isPassed: false, pauseMs: DEACTIVATION_CLAIM_MS });
  });

  it('begins anew after a pause when something was not possible', () => {
    const progress = progressAfter(claimed, { next: '', handled: 3, failed: 1 });
    expect(progress).toMatchObject({ failed: 3, isPassed: false, pauseMs: DEACTIVATION_RETRY_MS });
    expect(progress.error).toMatch(/^3 could not/);
  });

  it('has passed when everything was', () => {
    const progress = progressAfter({ ...claimed, failed: 0 }, { next: '', handled: 3, failed: 0 });
    expect(progress).toMatchObject({ isPassed: true, error: undefined });
  });
});
