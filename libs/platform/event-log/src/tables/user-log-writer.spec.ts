import { type Postgres, PostgresUnavailableError } from '@chappe/postgres';
import { ManualClock } from '@chappe/runtime';
import { describe, expect, it } from 'vitest';
import type { EventLog } from '../event-log.js';
import { UserLogWriter } from './user-log-writer.js';

const LOST = new PostgresUnavailableError(false, undefined);

/** Attempts that a write makes when each of them takes so long and loses its connection. */
async function attemptsOf(attemptMs: number): Promise<number> {
  const clock = new ManualClock();
  let attempts = 0;
  const transaction = async (): Promise<never> => {
    attempts++;
    await clock.advance(attemptMs);
    throw LOST;
  };
  const writer = new UserLogWriter({ transaction } as unknown as Postgres, {} as EventLog, clock);
  await expect(writer.transaction(() => Promise.resolve())).rejects.toBe(LOST);
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
