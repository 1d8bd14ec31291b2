import { beforeEach, describe, expect, it } from 'vitest';
import { roomLog, type LogEntry } from '@chappe/contracts';
import { ManualClock } from '@chappe/runtime';
import { silentReports } from '../fixtures/silent-reports.js';
import { Followers } from './followers.js';
import type { LogReader } from '../tables/log-reader.js';

describe('Followers', () => {
  let clock: ManualClock;
  let wentBack: string[];
  let followers: Followers;

  beforeEach(async () => {
    clock = new ManualClock();
    wentBack = [];
    const reader = { read: () => Promise.resolve([]) } as unknown as LogReader;
    const reports = {
      ...silentReports,
      wentBack: (_topic: unknown, partition: number, { applied, committed }: { applied: number; committed: number }) =>
        void wentBack.push(`${partition}: ${applied} > ${committed}`),
    };
    followers = new Followers(reader, { clock, reports });
    for (const partition of [0, 0, 1]) {
      followers.follow(roomLog, { partition, after: 0, onEntries: () => undefined });
    }
    await take(0, 10);
    await take(1, 10);
  });

  async function take(partition: number, count: number): Promise<void> {
    const entryAt = (position: number): LogEntry => ({ partition, position, kind: 1, key: '!r', payload: Buffer.of() });
    followers.offer(
      roomLog,
      partition,
      Array.from({ length: count }, (_, at) => entryAt(at + 1)),
    );
    await clock.advance(1);
  }

  it('tells once of each partition whose log went back behind what was taken in', () => {
    followers.measure(roomLog, [10, 10]);
    followers.measure(roomLog, [7, 10]);
    expect(wentBack).toEqual(['0: 10 > 7']);
  });

  it('does not take an answer for one that is older than what was announced since', () => {
    followers.measure(roomLog, [8, 8]);
    followers.measure(roomLog, [10, 12]);
    expect(wentBack).toEqual([]);
  });
});
