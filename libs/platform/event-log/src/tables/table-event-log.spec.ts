import { describe, expect, it } from 'vitest';
import { roomLog } from '@chappe/contracts';
import type { Postgres } from '@chappe/postgres';
import { ManualClock } from '@chappe/runtime';
import { firstGeneration } from '../fixtures/first-generation.js';
import { silentReports } from '../fixtures/silent-reports.js';
import { SHARED_POLL_PERIOD_MS, TableEventLog } from './table-event-log.js';

describe('TableEventLog', () => {
  async function questionsInTwoSeconds(pollPeriodMs?: number): Promise<number> {
    let questions = 0;
    const query = ({ name = '' }): Promise<object[]> => {
      if (name.endsWith('positions')) questions++;
      return Promise.resolve(name.endsWith('positions') ? [{ partition: 0, position: 0 }] : []);
    };
    const clock = new ManualClock();
    const surroundings = {
      clock,
      reports: silentReports,
      ...firstGeneration(),
      ...(pollPeriodMs !== undefined && { pollPeriodMs }),
    };
    const log = new TableEventLog({ query } as unknown as Postgres, 1, surroundings);
    log.follow(roomLog, { partition: 0, after: 0, onEntries: () => undefined });
    await clock.advance(2_000);
    await log.close();
    return questions;
  }

  it('asks for what other processes wrote every second', async () => {
    expect(await questionsInTwoSeconds()).toBe(2);
  });

  it('asks four times a second where other processes write most of it and there is no Kafka', async () => {
    expect(await questionsInTwoSeconds(SHARED_POLL_PERIOD_MS)).toBe(8);
  });
});
