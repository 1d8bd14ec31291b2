import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roomLog, type LogEntry } from '@chappe/contracts';
import type { EventLog } from '@chappe/event-log';

/** An adapter of the event log under test, on a log of its own with at least two partitions. */
export interface EventLogUnderTest {
  readonly eventLog: EventLog;
  /** Commits entries to the room log; positions follow what is committed. Does not announce them. */
  commit(partition: number, keys: readonly string[]): Promise<LogEntry[]>;
  stop(): Promise<void>;
}

const WAIT_MAX_MS = 10_000;
const KIND = roomLog.kinds.roomEvent.id;

/** Every adapter of the event log passes these. */
export function describeEventLog(name: string, start: () => Promise<EventLogUnderTest>): void {
  describe(`event log: ${name}`, () => {
    let log: EventLogUnderTest;
    beforeEach(async () => {
      log = await start();
    });
    afterEach(async () => {
      await log.stop();
    });

    it('starts with no entries', async () => {
      expect(await log.eventLog.positions(roomLog)).toEqual(Array(log.eventLog.partitionCount).fill(0));
      expect(await log.eventLog.read(roomLog, { partition: 0, after: 0, limit: 10 })).toEqual([]);
    });

    it('gives committed entries in order, from any position', async () => {
      await log.commit(0, letters(20));
      for (const after of [0, 7, 19, 20]) {
        const seen = collect(log, { partition: 0, after });
        await seen.until(20 - after);
        expect(seen.positions()).toEqual(range(after + 1, 20));
        await seen.stop();
      }
    });

    it('gives entries that are committed later, once they are announced', async () => {
      const seen = collect(log, { partition: 0, after: 0 });
      for (let i = 0; i < 10; i++) log.eventLog.announce(roomLog, await log.commit(0, [`key ${i}`]));
      await seen.until(10);
      expect(seen.positions()).toEqual(range(1, 10));
    });

    it('gives entries that nobody announced', async () => {
      const seen = collect(log, { partition: 0, after: 0 });
      await seen.until(0);
      await log.commit(0, letters(3));
      await seen.until(3);
      expect(seen.positions()).toEqual([1, 2, 3]);
    });

    it('bears announcements that come late, twice and out of order', async () => {
      const seen = collect(log, { partition: 0, after: 0 });
      const batches: LogEntry[][] = [];
      for (let i = 0; i < 12; i++) batches.push(await log.commit(0, letters(1 + (i % 3))));
      for (const index of [3, 1, 1, 0, 11, 2, 5, 5, 4, 7, 6, 10, 9, 8, 0]) {
        log.eventLog.announce(roomLog, batches[index] ?? []);
      }
      await seen.until(24);
      expect(seen.positions()).toEqual(range(1, 24));
    });

    it('waits for the handler of one batch before it gives the next', async () => {
      let running = 0;
      let overlaps = 0;
      const seen = collect(log, { partition: 0, after: 0 }, async () => {
        if (running++ > 0) overlaps++;
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      });
      for (let i = 0; i < 30; i++) log.eventLog.announce(roomLog, await log.commit(0, letters(2)));
      await seen.until(60);
      expect(overlaps).toBe(0);
      expect(seen.positions()).toEqual(range(1, 60));
    });

    it('keeps partitions apart', async () => {
      const first = collect(log, { partition: 0, after: 0 });
      const second = collect(log, { partition: 1, after: 0 });
      log.eventLog.announce(roomLog, await log.commit(1, ['b']));
      log.eventLog.announce(roomLog, await log.commit(0, ['a']));
      await Promise.all([first.until(1), second.until(1)]);
      expect([first.keys(), second.keys()]).toEqual([['a'], ['b']]);
    });

    it('stops a follower whose handler throws, and says so; its position stays before the batch', async () => {
      await log.commit(0, letters(3));
      const followed = log.eventLog.follow(roomLog, {
        partition: 0,
        after: 0,
        onEntries: () => Promise.reject(new Error('cannot apply')),
      });
      await expect(followed.failed).rejects.toThrow('cannot apply');
      expect(followed.position).toBe(0);
    });

    it('gives nothing more after it was stopped', async () => {
      const seen = collect(log, { partition: 0, after: 0 });
      log.eventLog.announce(roomLog, await log.commit(0, ['a']));
      await seen.until(1);
      await seen.stop();
      log.eventLog.announce(roomLog, await log.commit(0, ['b']));
      expect(seen.keys()).toEqual(['a']);
    });

    it('reads entries of the wanted kinds only', async () => {
      await log.commit(0, ['a']);
      const options = { partition: 0, after: 0, limit: 10 };
      expect(await log.eventLog.read(roomLog, { ...options, kinds: [KIND] })).toHaveLength(1);
      expect(await log.eventLog.read(roomLog, { ...options, kinds: [KIND + 1] })).toEqual([]);
    });
  });
}

interface Collected {
  until(count: number): Promise<void>;
  positions(): number[];
  keys(): string[];
  stop(): Promise<void>;
}

function collect(
  log: EventLogUnderTest,
  from: { partition: number; after: number },
  onBatch?: () => Promise<void>,
): Collected {
  const seen: LogEntry[] = [];
  const onEntries = async (entries: readonly LogEntry[]): Promise<void> => {
    seen.push(...entries);
    await onBatch?.();
  };
  const followed = log.eventLog.follow(roomLog, { ...from, onEntries });
  return {
    until: async (count) => {
      await expect.poll(() => seen.length, { timeout: WAIT_MAX_MS }).toBeGreaterThanOrEqual(count);
    },
    positions: () => seen.map((entry) => entry.position),
    keys: () => seen.map((entry) => entry.key),
    stop: () => followed.stop(),
  };
}

function letters(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `!${String.fromCharCode(97 + index)}`);
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}
