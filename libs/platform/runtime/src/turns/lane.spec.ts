import { describe, expect, it } from 'vitest';
import { ManualClock } from '../manual-clock.js';
import { TimeSlice } from '../pacing/time-slice.js';
import { Lane, type LaneOptions } from './lane.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A lane whose tasks end when they are told to. */
function setUp(options: Partial<LaneOptions> = {}) {
  const started: number[] = [];
  const ends: PromiseWithResolvers<number>[] = [];
  let idleCount = 0;
  const lane = new Lane({ waitingMax: 100, refusal: () => new Error('full'), onIdle: () => idleCount++, ...options });
  const run = (number: number): Promise<number> =>
    lane.run(() => {
      started.push(number);
      return (ends[number] = Promise.withResolvers<number>()).promise;
    });
  return { lane, run, started, ends, idleCount: () => idleCount };
}

describe('Lane', () => {
  it('runs one task at a time, in order, whether they fail or not', async () => {
    const { lane } = setUp();
    const done: number[] = [];
    const tasks = Array.from({ length: 10 }, (_, index) =>
      lane.run(async () => {
        await turn();
        done.push(index);
        if (index % 3 === 0) throw new Error(`task ${index}`);
        return index;
      }),
    );
    const outcomes = await Promise.allSettled(tasks);
    expect(done).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(4);
  });

  it('starts a task at once when it is free', () => {
    const { run, started } = setUp();
    void run(0);
    expect(started).toEqual([0]);
  });

  it('runs as many at a time as it is wide', async () => {
    const { run, started, ends } = setUp({ atOnce: 2 });
    const tasks = [0, 1, 2, 3].map(run);
    await turn();
    expect(started).toEqual([0, 1]);
    ends[1]?.resolve(1);
    await turn();
    expect(started).toEqual([0, 1, 2]);
    for (const number of [0, 2, 3]) {
      ends[number]?.resolve(number);
      await turn();
    }
    expect(await Promise.all(tasks)).toEqual([0, 1, 2, 3]);
  });

  it('refuses when too many wait, and takes more when there is room', async () => {
    const { run, ends } = setUp({ waitingMax: 1 });
    const tasks = [run(0), run(1)];
    await expect(run(2)).rejects.toThrow('full');
    ends[0]?.resolve(0);
    await turn();
    tasks.push(run(3));
    for (const number of [1, 3]) {
      ends[number]?.resolve(number);
      await turn();
    }
    expect(await Promise.all(tasks)).toEqual([0, 1, 3]);
  });

  it('takes as many as come when nothing bounds them, and has an error of its own otherwise', async () => {
    const lane = new Lane({});
    const outcomes = await Promise.all(Array.from({ length: 10_000 }, (_, index) => lane.run(async () => index)));
    expect(outcomes.at(-1)).toBe(9_999);
    const narrow = new Lane({ waitingMax: 0 });
    const first = narrow.run(turn);
    await expect(narrow.run(turn)).rejects.toThrow('too many tasks wait');
    await first;
  });

  it('lets nobody pass who comes while the next one is about to start', async () => {
    const { run, started, ends } = setUp();
    const first = run(0);
    void run(1);
    const late = first.then(() => run(2));
    ends[0]?.resolve(0);
    await turn();
    ends[1]?.resolve(1);
    await turn();
    expect(started).toEqual([0, 1, 2]);
    ends[2]?.resolve(2);
    await late;
  });

  it('goes on after a task that throws instead of rejecting', async () => {
    const { lane } = setUp();
    const throws = (): Promise<void> => {
      throw new Error('at once');
    };
    const outcomes = await Promise.allSettled([lane.run(throws), lane.run(throws), lane.run(() => Promise.resolve(1))]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
  });

  it('takes a task that the one before it sends after itself', async () => {
    const { lane } = setUp();
    const order: string[] = [];
    let after: Promise<unknown> = Promise.resolve();
    await lane.run(async () => {
      after = lane.run(async () => order.push('after'));
      await turn();
      order.push('before');
    });
    await after;
    expect(order).toEqual(['before', 'after']);
  });

  it('says whenever it is idle, so that nobody has to keep it', async () => {
    const lanes = new Map<number, Lane>();
    for (let key = 0; key < 1_000; key++) {
      const onIdle = (): void => void lanes.delete(key);
      lanes.set(key, new Lane({ waitingMax: 10, refusal: () => new Error('full'), onIdle }));
    }
    const tasks = [...lanes.values()].flatMap((lane) => [
      lane.run(turn),
      lane.run(() => Promise.reject(new Error('broken'))),
      lane.run(turn),
    ]);
    expect(lanes.size).toBe(1_000);
    await Promise.allSettled(tasks);
    await turn();
    expect(lanes.size).toBe(0);
  });

  it('is idle only when all tasks have ended', async () => {
    const { run, ends, idleCount } = setUp({ atOnce: 2 });
    const tasks = [run(0), run(1)];
    ends[0]?.resolve(0);
    await turn();
    expect(idleCount()).toBe(0);
    ends[1]?.resolve(1);
    await Promise.all(tasks);
    await turn();
    expect(idleCount()).toBe(1);
  });

  it('gives others a turn after each slice of what has waited, and goes on in order', async () => {
    const turns: PromiseWithResolvers<void>[] = [];
    const sleep = (): Promise<void> => {
      const others = Promise.withResolvers<void>();
      turns.push(others);
      return others.promise;
    };
    const slice = new TimeSlice({ sleep, monotonicMs: () => 0 }, { stepsMax: 4 });
    const { lane } = setUp({ slice });
    const done: number[] = [];
    const tasks = Array.from({ length: 13 }, (_, index) => lane.run(async () => done.push(index)));
    for (const expected of [4, 8, 12]) {
      await turn();
      expect(done).toHaveLength(expected);
      turns.at(-1)?.resolve();
    }
    await Promise.all(tasks);
    expect(turns).toHaveLength(3);
    expect(done).toEqual(Array.from({ length: 13 }, (_, index) => index));
  });

  it('lets nobody pass while others have their turn', async () => {
    const clock = new ManualClock();
    const { run, started, ends } = setUp({ slice: new TimeSlice(clock, { stepsMax: 1 }) });
    void run(0);
    void run(1);
    ends[0]?.resolve(0);
    await turn();
    void run(2);
    expect(started).toEqual([0]);
    await clock.advance(0);
    expect(started).toEqual([0, 1]);
  });
});
