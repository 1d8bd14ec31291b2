import { DeviceListEntry, type LogEntry, roomLog } from '@chappe/contracts';
import { describe, expect, it } from 'vitest';
import { DEVICE_LIST_CHANGES_KEPT, DEVICE_LIST_POSITIONS_AHEAD } from '../../sync.limits.js';
import { DeviceListLog } from './device-list-log.js';

/** A log of one partition in which the device list of a user of that number changed at each of the positions. */
class Log {
  readonly reads: { readonly after: number; readonly limit: number }[] = [];

  constructor(readonly positions: number[]) {}

  read(_topic: unknown, { after, limit }: { readonly after: number; readonly limit: number }): Promise<LogEntry[]> {
    this.reads.push({ after, limit });
    const found = this.positions.filter((position) => position > after).slice(0, limit);
    return Promise.resolve(found.map((position) => entryAt(position)));
  }
}

function entryAt(position: number): LogEntry {
  const payload = DeviceListEntry.encode(DeviceListEntry.fromPartial({ userId: `@${position}:x` })).finish();
  return { partition: 0, position, kind: roomLog.kinds.deviceList.id, key: `@${position}:x`, payload };
}

const users = (...positions: number[]): Set<string> => new Set(positions.map((position) => `@${position}:x`));
const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('DeviceListLog', () => {
  it('reads what was before its start once for all who ask', async () => {
    const log = new Log([3, 50, 90]);
    const changes = new DeviceListLog(log, [100]);
    expect(changes.mayHaveChanged(0, 90)).toBe(true);
    const answers = await Promise.all([10, 20, 60, 95].map((after) => changes.changedBetween(0, after, 100)));
    expect(answers).toEqual([users(50, 90), users(50, 90), users(90), users()]);
    expect(await changes.changedBetween(0, 2, 100)).toEqual(users(3, 50, 90));
    expect(log.reads).toHaveLength(1);
    expect([changes.mayHaveChanged(0, 89), changes.mayHaveChanged(0, 90)]).toEqual([true, false]);
  });

  it('takes in what comes while it reads', async () => {
    const log = new Log([50]);
    const changes = new DeviceListLog(log, [100]);
    const asked = changes.changedBetween(0, 10, 101);
    changes.apply(entryAt(101));
    expect(await asked).toEqual(users(50, 101));
    expect(await changes.changedBetween(0, 50, 101)).toEqual(users(101));
  });

  it('keeps no more than it may, and reads the others each time', async () => {
    const log = new Log([5, 6]);
    const start = 10;
    const changes = new DeviceListLog(log, [start]);
    const newer = upTo(DEVICE_LIST_CHANGES_KEPT - 1).map((number) => start + number);
    for (const position of newer) changes.apply(entryAt(position));
    log.positions.push(...newer);
    const last = start + DEVICE_LIST_CHANGES_KEPT;
    for (let times = 0; times < 2; times++) {
      expect(await changes.changedBetween(0, 4, last)).toEqual(users(5, 6, ...newer));
    }
    expect(await changes.changedBetween(0, 5, last)).toEqual(users(6, ...newer));
    for (const position of [last, last + 1]) changes.apply(entryAt(position));
    expect(changes.mayHaveChanged(0, start)).toBe(true);
    expect(changes.mayHaveChanged(0, start + 1)).toBe(true);
    expect(await changes.changedBetween(0, last, last + 1)).toEqual(users(last + 1));
  });

  it('reads page by page what is more than one page', async () => {
    const last = 2 * DEVICE_LIST_CHANGES_KEPT + 500;
    const log = new Log(upTo(last));
    const changes = new DeviceListLog(log, [last]);
    expect(await changes.changedBetween(0, 5, last)).toEqual(users(...upTo(last).slice(5)));
  });

  it('goes further back for an older token', async () => {
    const start = 3 * DEVICE_LIST_POSITIONS_AHEAD;
    const old = DEVICE_LIST_POSITIONS_AHEAD;
    const log = new Log([old, start - 1]);
    const changes = new DeviceListLog(log, [start]);
    expect(await changes.changedBetween(0, start - 2, start)).toEqual(users(start - 1));
    expect(await changes.changedBetween(0, old - 1, start)).toEqual(users(old, start - 1));
    expect(await changes.changedBetween(0, old, start)).toEqual(users(start - 1));
    expect(log.reads.map(({ after }) => after)).toEqual([start - 2 - DEVICE_LIST_POSITIONS_AHEAD, 0]);
  });
});
