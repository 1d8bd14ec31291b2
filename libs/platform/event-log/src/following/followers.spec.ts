import { beforeEach, describe, expect, it } from 'vitest';
import { roomLog, type LogEntry } from '@chappe/contracts';
import { ManualClock } from '@chappe/runtime';
import { silentReports } from '../fixtures/silent-reports.js';
import { Generations } from '../generations/generations.js';
import { Followers } from './followers.js';
import type { LogReader } from '../tables/log-reader.js';

describe('Followers', () => {
  let clock: ManualClock;
  let wentBack: string[];
  let followers: Followers;
  let generations: Generations;
  let noticed: number;

  beforeEach(async () => {
    clock = new ManualClock();
    wentBack = [];
    generations = new Generations();
    noticed = 0;
    const reader = { read: () => Promise.resolve([]) } as unknown as LogReader;
    const reports = {
      ...silentReports,
      wentBack: (_topic: unknown, partition: number, { applied, committed }: { applied: number; committed: number }) =>
        void wentBack.push(`${partition}: ${applied} > ${committed}`),
    };
    followers = new Followers(reader, { clock, reports, generations, onWentBack: () => void noticed++ });
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
    expect(noticed).toBe(1);
  });

  it('does not take an answer for one that is older than what was announced since', () => {
    followers.measure(roomLog, [8, 8]);
    followers.measure(roomLog, [10, 12]);
    expect(wentBack).toEqual([]);
  });

  describe('when a generation begins', () => {
    const begin = (room: number[]): void => {
      const first = { id: 0, cause: '', beganAtMs: 0, begin: { room: [], user: [] } };
      generations.adopt([first, { ...first, id: 7, begin: { room, user: [] } }]);
    };

    it('ends those who took in what is lost, at once, and no others', async () => {
      const seen: number[] = [];
      const onEntries = (entries: readonly LogEntry[]): void => void seen.push(...entries.map((one) => one.position));
      const [behind, ahead] = [5, 9].map((after) => followers.follow(roomLog, { partition: 1, after, onEntries }));
      begin([10, 8]);
      expect([behind?.isLost, ahead?.isLost]).toEqual([false, true]);
      await expect(ahead?.failed).rejects.toThrow('entries up to position 9 were taken in, but the log ends at 8');
      expect(wentBack).toContain('1: 9 > 8');
      expect(noticed).toBe(0);
      await take(1, 11);
      expect(seen).toEqual([6, 7, 8, 9, 10, 11]);
    });

    it('forgets what was announced and is not taken in yet', async () => {
      const seen: string[] = [];
      const onEntries = (entries: readonly LogEntry[]): void => void seen.push(...entries.map((one) => one.key));
      followers.follow(roomLog, { partition: 1, after: 8, onEntries });
      const entry = (key: string): LogEntry => ({ partition: 1, position: 9, kind: 1, key, payload: Buffer.of() });
      await clock.advance(1);
      followers.offer(roomLog, 1, [entry('lost')]);
      begin([10, 8]);
      followers.offer(roomLog, 1, [entry('new')]);
      await clock.advance(1);
      expect(seen).toEqual(['new']);
    });
  });
});
