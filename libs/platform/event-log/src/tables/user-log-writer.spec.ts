import { type Postgres, PostgresUnavailableError } from '@chappe/postgres';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import type { EventLog } from '../event-log.js';
import { USER_CHANGES_WAITING_MAX } from './user-log.limits.js';
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
