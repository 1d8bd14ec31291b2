import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { seededRandomness } from '../seeded-randomness.js';
import { Backoff } from './backoff.js';

const LIMITS = { firstMs: 100, maxMs: 500 };

const pausesOf = (backoff: Backoff, count: number): number[] => Array.from({ length: count }, () => backoff.next());

describe('Backoff', () => {
  it('doubles each pause up to the longest and begins anew after a success', () => {
    const backoff = new Backoff(new ManualClock(), LIMITS);
    expect(pausesOf(backoff, 5)).toEqual([100, 200, 400, 500, 500]);
    backoff.reset();
    expect(pausesOf(backoff, 2)).toEqual([100, 200]);
  });

  it('goes on with the longest pause when it is told that there is no hope soon', () => {
    const backoff = new Backoff(new ManualClock(), LIMITS);
    backoff.exhaust();
    expect(pausesOf(backoff, 2)).toEqual([500, 500]);
    backoff.reset();
    expect(backoff.next()).toBe(100);
  });

  it('stays finite however often it is asked', () => {
    const backoff = new Backoff(new ManualClock(), { firstMs: 1, maxMs: 60_000 });
    expect(pausesOf(backoff, 5_000).at(-1)).toBe(60_000);
  });

  it('shortens pauses by chance, by half at most, while their limit grows as without', () => {
    const backoff = new Backoff(new ManualClock(), LIMITS, seededRandomness('jitter'));
    const pauses = pausesOf(backoff, 200);
    for (const [index, pauseMs] of pauses.entries()) {
      const longestMs = [100, 200, 400][index] ?? 500;
      expect(pauseMs).toBeGreaterThan(longestMs / 2);
      expect(pauseMs).toBeLessThanOrEqual(longestMs);
    }
    expect(new Set(pauses).size).toBeGreaterThan(50);
  });

  it('takes the whole pause for the smallest random byte and just over half of it for the largest', () => {
    const pauseWith = (byte: number): number =>
      new Backoff(new ManualClock(), LIMITS, { bytes: () => Buffer.from([byte]) }).next();
    expect([pauseWith(0), pauseWith(128), pauseWith(255)]).toEqual([100, 75, 100 * (1 - 255 / 512)]);
  });

  it('sleeps on the clock, each time longer', async () => {
    const clock = new ManualClock();
    const backoff = new Backoff(clock, LIMITS);
    const woken: number[] = [];
    const tries = (async () => {
      for (let i = 0; i < 3; i++) {
        await backoff.pause();
        woken.push(clock.monotonicMs());
      }
    })();
    await clock.advance(0);
    expect(woken).toEqual([]);
    await clock.advance(700);
    await tries;
    expect(woken).toEqual([100, 300, 700]);
  });

  it('stops waiting with the reason of the signal, also of one that was aborted before', async () => {
    const clock = new ManualClock();
    const backoff = new Backoff(clock, LIMITS);
    const stopping = new AbortController();
    const pause = backoff.pause(stopping.signal);
    stopping.abort(new Error('stopped'));
    await expect(pause).rejects.toThrow('stopped');
    await expect(backoff.pause(stopping.signal)).rejects.toThrow('stopped');
  });
});
