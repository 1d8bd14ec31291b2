import { describe, expect, it } from 'vitest';
import type { UserId } from '@chappe/events';
import { DEACTIVATION_CLAIM_MS, DEACTIVATION_RETRY_MS, DEACTIVATION_SETTLE_MS } from '../auth.limits.js';
import type { Deactivation } from './deactivation.js';
import { progressAfter } from './progress-after.js';

const NOW = 1_000_000;
const claimed: Deactivation = {
  partition: 0,
  userId: '@alice:example.org' as UserId,
  service: 'room',
  requestedAtMs: NOW,
  erase: true,
  roomPositions: [],
  next: '',
  passBeganAtMs: NOW,
  failed: 0,
  dueAtMs: NOW + DEACTIVATION_CLAIM_MS,
};

describe('a deactivation after a step', () => {
  it('goes on with the next one, and never with the same claim', () => {
    const progress = progressAfter(claimed, { next: '!b', handled: 3, failed: 1 }, NOW);
    expect(progress).toMatchObject({ next: '!b', failed: 1, doneAtMs: undefined });
    expect(progress.dueAtMs).toBe(claimed.dueAtMs + 1);
  });

  it('begins anew after a pause when something was not possible', () => {
    const progress = progressAfter({ ...claimed, failed: 2 }, { next: '', handled: 3, failed: 1 }, NOW + 5);
    expect(progress).toMatchObject({ dueAtMs: NOW + 5 + DEACTIVATION_RETRY_MS, doneAtMs: undefined });
    expect(progress.error).toMatch(/^3 could not/);
  });

  it('begins anew when no other process can think any more that the session goes on', () => {
    const progress = progressAfter(claimed, { next: '', handled: 3, failed: 0 }, NOW + 5);
    expect(progress).toMatchObject({ dueAtMs: NOW + DEACTIVATION_SETTLE_MS, doneAtMs: undefined, error: undefined });
  });

  it('is done after a pass that began then', () => {
    const last = { ...claimed, passBeganAtMs: NOW + DEACTIVATION_SETTLE_MS };
    const nowMs = last.passBeganAtMs + 5;
    expect(progressAfter(last, { next: '', handled: 0, failed: 0 }, nowMs)).toMatchObject({ doneAtMs: nowMs });
  });
});
