import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { FixedWindow } from './fixed-window.js';

class FullError extends Error {
  constructor(readonly retryAfterMs: number) {
    super('full');
  }
}

function setUp(limits: Partial<{ amountMax: number; keysMax: number }> = {}) {
  const clock = new ManualClock();
  const window = new FixedWindow(
    clock,
    { durationMs: 1_000, amountMax: 3, keysMax: 100, ...limits },
    (retryAfterMs) => new FullError(retryAfterMs),
  );
  return { clock, window };
}

const full = (retryAfterMs: number): unknown => expect.objectContaining({ message: 'full', retryAfterMs });

describe('FixedWindow', () => {
  it('refuses what does not fit until the window ends, which begins with what is taken first', async () => {
    const { clock, window } = setUp();
    window.take('a');
    await clock.advance(400);
    window.take('a', 2);
    expect(() => window.take('a')).toThrow(full(600));
    await clock.advance(599.5);
    expect(() => window.take('a')).toThrow(full(1));
    await clock.advance(0.5);
    window.take('a', 3);
    expect(() => window.take('a')).toThrow(full(1_000));
  });

  it('counts each key by itself', () => {
    const { window } = setUp();
    window.take('a', 3);
    window.take('b', 3);
    expect(() => window.take('a')).toThrow('full');
  });

  it('does not count what it refuses', () => {
    const { window } = setUp();
    window.take('a', 2);
    for (let i = 0; i < 5; i++) expect(() => window.take('a', 2)).toThrow('full');
    window.take('a', 1);
  });

  it('refuses what fits into no window', () => {
    const { window } = setUp();
    expect(() => window.take('a', 4)).toThrow(full(1_000));
    window.take('a', 3);
  });

  it('says whether a key has taken all, without counting', async () => {
    const { clock, window } = setUp();
    expect(window.isFull('a')).toBe(false);
    window.take('a', 2);
    expect(window.isFull('a')).toBe(false);
    window.take('a');
    expect([window.isFull('a'), window.isFull('b')]).toEqual([true, false]);
    await clock.advance(1_000);
    expect(window.isFull('a')).toBe(false);
  });

  it('does not count what was given back', () => {
    const { window } = setUp();
    const taken = window.take('a', 3);
    expect(() => window.take('a')).toThrow('full');
    taken.giveBack();
    window.take('a');
    taken.giveBack(2);
    window.take('a', 2);
    expect(() => window.take('a')).toThrow('full');
  });

  it('gives nothing back to a later window', async () => {
    const { clock, window } = setUp();
    const early = window.take('a', 3);
    await clock.advance(1_000);
    window.take('a', 3);
    early.giveBack(3);
    expect(() => window.take('a')).toThrow('full');
  });

  it('never ends a window while the clock stands still', async () => {
    const { clock, window } = setUp();
    window.take('a', 3);
    for (let i = 0; i < 10; i++) await clock.advance(0);
    expect(() => window.take('a')).toThrow(full(1_000));
  });

  it('forgets the key whose window ends first when there are too many', async () => {
    const { clock, window } = setUp({ keysMax: 2 });
    window.take('first', 3);
    await clock.advance(1);
    window.take('second', 3);
    expect(() => window.take('first')).toThrow('full');
    window.take('third', 3);
    expect(window.size).toBe(2);
    expect(() => window.take('second')).toThrow('full');
    window.take('first', 3);
    expect(window.size).toBe(2);
  });

  it('keeps no window that has ended when another one begins', async () => {
    const { clock, window } = setUp({ keysMax: 10_000 });
    for (let i = 0; i < 5_000; i++) window.take(`key ${i}`);
    await clock.advance(500);
    for (let i = 5_000; i < 8_000; i++) window.take(`key ${i}`);
    expect(window.size).toBe(8_000);
    await clock.advance(500);
    window.take('later');
    expect(window.size).toBe(3_001);
    await clock.advance(1_000);
    window.take('last');
    expect(window.size).toBe(1);
  });

  it('begins a new window of a key behind those that others began meanwhile', async () => {
    const { clock, window } = setUp({ keysMax: 2 });
    window.take('a');
    await clock.advance(600);
    window.take('b', 3);
    await clock.advance(400);
    window.take('a', 3);
    window.take('c');
    expect(() => window.take('a')).toThrow('full');
    window.take('b', 3);
  });
});
