import { type Postgres, PostgresUnavailableError } from '@chappe/postgres';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import type { EventLog } from '../event-log.js';
import { BATCHED_CHANGES_WAITING_MAX, USER_CHANGES_WAITING_MAX } from './user-log.limits.js';
import { UserLogWriter } from './user-log-writer.js';

const LOST = new PostgresUnavailableError(false, undefined);
const ALICE = '@alice:test.example';
const BOB = '@bob:test.example';

const eventLog = { announce: () => undefined } as unknown as EventLog;

/** Attempts that a write makes when each of them takes so long and loses its connection. */
async function attemptsOf(attemptMs: number): Promise<number> {
  const clock = new ManualClock();
  let attempts = 0;
  const transaction = async (): Promise<never> => {
    attempts++;
    await clock.advance(attemptMs);
    throw LOST;
  };
  const writer = new UserLogWriter({ transaction } as unknown as Postgres, eventLog, clock);
  await expect(writer.transaction(ALICE, () => Promise.resolve())).rejects.toBe(LOST);
  return attempts;
}

describe('a write whose connection is lost before the commit', () => {
  it('is tried again a few times', async () => {
    expect(await attemptsOf(10)).toBe(5);
  });

  it('is not tried again when the database is silent: whoever waits for it has waited long enough', async () => {
    expect(await attemptsOf(31_000)).toBe(1);
  });
});

describe('writes of one user', () => {
  /** A writer on a database on which each transaction takes until it is told to end. */
  function startSlow() {
    const underWay: (() => void)[] = [];
    const transaction = async <T>(work: () => Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => underWay.push(resolve));
      return work();
    };
    const writer = new UserLogWriter({ transaction } as unknown as Postgres, eventLog, new ManualClock());
    const endFirst = async (): Promise<void> => {
      underWay.shift()?.();
      await new Promise(setImmediate);
    };
    return { writer, underWay, endFirst };
  }

  it('hold one connection, in turns, and keep nobody else waiting', async () => {
    const { writer, underWay, endFirst } = startSlow();
    const written: string[] = [];
    const write = (user: string, name: string) => writer.transaction(user, async () => void written.push(name));
    const writing = [write(ALICE, 'a1'), write(ALICE, 'a2'), write(ALICE, 'a3'), write(BOB, 'b1')];
    expect(underWay).toHaveLength(2);
    await endFirst();
    expect(underWay).toHaveLength(2);
    for (let i = 0; i < 3; i++) await endFirst();
    await Promise.all(writing);
    expect(written).toEqual(['a1', 'b1', 'a2', 'a3']);
  });

  it('are refused when too many wait', async () => {
    const { writer, underWay, endFirst } = startSlow();
    const write = () => writer.transaction(ALICE, () => Promise.resolve());
    const writing = Array.from({ length: 1 + USER_CHANGES_WAITING_MAX }, write);
    await expect(write()).rejects.toMatchObject({ status: 503 });
    while (underWay.length > 0) await endFirst();
    await Promise.all(writing);
  });
});

describe('changes of one kind by many users', () => {
  /** A writer of numbers on a database that takes its time; `write` gets the numbers of a transaction. */
  function startBatches(write: (numbers: readonly number[]) => void) {
    const underWay: (() => void)[] = [];
    const transaction = async <T>(work: () => Promise<T>): Promise<T> => {
      await new Promise<void>((resolve) => underWay.push(resolve));
      return work();
    };
    const writer = new UserLogWriter({ transaction } as unknown as Postgres, eventLog, new ManualClock());
    const change = writer.batched<number, string>({
      sizeMax: 100,
      sizeOf: () => 1,
      write: (_tx, _append, numbers) => {
        write(numbers);
        return Promise.resolve(numbers.map((number) => `did ${number}`));
      },
    });
    /** Lets every transaction end that begins until nothing waits. */
    const endAll = async (): Promise<void> => {
      for (let turns = 0; turns < 1_000 && underWay.length > 0; turns++) {
        underWay.shift()?.();
        await new Promise(setImmediate);
      }
    };
    return { change, endAll };
  }

  it('share transactions, while those of one user take turns', async () => {
    const written: (readonly number[])[] = [];
    const { change, endAll } = startBatches((numbers) => written.push(numbers));
    const changing = [change(ALICE, 1), change(BOB, 2), change(ALICE, 3)];
    await new Promise(setImmediate);
    await endAll();
    expect(await Promise.all(changing)).toEqual(['did 1', 'did 2', 'did 3']);
    expect(written).toEqual([[1, 2], [3]]);
  });

  it('do not fail with one that cannot be written', async () => {
    const { change, endAll } = startBatches((numbers) => {
      if (numbers.includes(3)) throw new RangeError('three');
    });
    const changing = [1, 2, 3, 4, 5].map((number) => change(`@user${number}:test.example`, number));
    const settled = Promise.allSettled(changing);
    await new Promise(setImmediate);
    await endAll();
    const ends = (await settled).map((end) => (end.status === 'fulfilled' ? end.value : String(end.reason)));
    expect(ends).toEqual(['did 1', 'did 2', 'RangeError: three', 'did 4', 'did 5']);
  });

  it('all fail, and are not tried one by one, when the database is away', async () => {
    let tries = 0;
    const { change, endAll } = startBatches(() => {
      tries++;
      throw new PostgresUnavailableError(true, undefined);
    });
    const settled = Promise.allSettled([change(ALICE, 1), change(BOB, 2)]);
    await new Promise(setImmediate);
    await endAll();
    expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(tries).toBe(1);
  });

  it('are refused when too many wait', async () => {
    const { change, endAll } = startBatches(() => undefined);
    const changing = Array.from({ length: BATCHED_CHANGES_WAITING_MAX }, (_, n) => change(`@user${n}:x`, n));
    await expect(change(BOB, 0)).rejects.toMatchObject({ status: 503 });
    await new Promise(setImmediate);
    await endAll();
    expect(await Promise.all(changing)).toHaveLength(BATCHED_CHANGES_WAITING_MAX);
  });
});
