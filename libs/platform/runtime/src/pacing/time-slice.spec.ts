import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { systemClock } from '../system-clock.js';
import { TimeSlice, type SliceLimits } from './time-slice.js';

/** Does steps that take so long each; returns after which of them others had a turn. */
async function work(limits: SliceLimits, { steps, stepMs }: { steps: number; stepMs: number }): Promise<number[]> {
  const clock = new ManualClock();
  const slice = new TimeSlice(clock, limits);
  const turns: number[] = [];
  const worked = (async () => {
    for (let done = 0; done < steps; done++) {
      if (slice.isOver) {
        turns.push(done);
        await slice.giveTurn();
      }
      await clock.sleep(stepMs);
      slice.count();
    }
  })();
  await clock.advance(steps * stepMs);
  await worked;
  return turns;
}

describe('TimeSlice', () => {
  it('is over after so much time', async () => {
    expect(await work({ durationMs: 10 }, { steps: 9, stepMs: 3 })).toEqual([4, 8]);
  });

  it('is over after so many steps, however long they take', async () => {
    expect(await work({ stepsMax: 4 }, { steps: 9, stepMs: 100 })).toEqual([4, 8]);
  });

  it('is over after what comes first', async () => {
    expect(await work({ durationMs: 10, stepsMax: 4 }, { steps: 9, stepMs: 5 })).toEqual([2, 4, 6, 8]);
    expect(await work({ durationMs: 100, stepsMax: 4 }, { steps: 9, stepMs: 5 })).toEqual([4, 8]);
  });

  it('gives nobody a turn when the work fits into it', async () => {
    expect(await work({ stepsMax: 4 }, { steps: 4, stepMs: 1 })).toEqual([]);
  });

  it('is over at once after a step that counts for many', () => {
    const slice = new TimeSlice(new ManualClock(), { stepsMax: 100 });
    slice.count(250);
    expect(slice.isOver).toBe(true);
  });

  it('never ends by time while the clock stands still, but by steps', () => {
    const clock = new ManualClock();
    const slices = [new TimeSlice(clock, { durationMs: 1 }), new TimeSlice(clock, { stepsMax: 1_000 })];
    for (let i = 0; i < 1_000; i++) for (const slice of slices) slice.count();
    expect(slices.map(({ isOver }) => isOver)).toEqual([false, true]);
  });

  it('does not ask what time it is when only steps count', () => {
    const monotonicMs = (): number => {
      throw new Error('asked');
    };
    const slice = new TimeSlice({ monotonicMs, sleep: () => Promise.resolve() }, { stepsMax: 2 });
    slice.count();
    expect(slice.isOver).toBe(false);
  });

  it('begins the next slice when the others had their turn, not when it gave it', async () => {
    const clock = new ManualClock();
    let wake = (): void => undefined;
    const sleep = (): Promise<void> => new Promise((resolve) => (wake = resolve));
    const slice = new TimeSlice({ monotonicMs: () => clock.monotonicMs(), sleep }, { durationMs: 10 });
    await clock.advance(10);
    const turn = slice.giveTurn();
    await clock.advance(1_000);
    expect(slice.isOver).toBe(true);
    wake();
    await turn;
    expect(slice.isOver).toBe(false);
    await clock.advance(10);
    expect(slice.isOver).toBe(true);
  });

  it('lets the event loop go round', async () => {
    let others = 0;
    const slice = new TimeSlice(systemClock, { stepsMax: 1 });
    systemClock.after(0, () => others++);
    slice.count();
    await slice.giveTurn();
    expect([others, slice.isOver]).toEqual([1, false]);
  });
});
