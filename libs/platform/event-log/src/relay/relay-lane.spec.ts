import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roomLog, type LogEntry } from '@chappe/contracts';
import { ManualClock } from '@chappe/runtime';
import type { EventLog, FollowOptions } from '../event-log.js';
import { Generations } from '../generations/generations.js';
import { RelayLane, type RelayPorts } from './relay-lane.js';

const PENDING: LogEntry = { partition: 0, position: 1, kind: 1, key: '!r', payload: new Uint8Array([1]) };

/** A log with one entry that is not published. */
const eventLog: EventLog = {
  partitionCount: 1,
  generations: new Generations(),
  positions: () => Promise.resolve([1]),
  read: () => Promise.resolve([PENDING]),
  announce: () => undefined,
  follow: (_topic, options: FollowOptions) => {
    const handled = options.after < 1 ? Promise.resolve(options.onEntries([PENDING])) : Promise.resolve();
    return { position: 0, isLost: false, failed: new Promise<never>(() => undefined), stop: () => handled };
  },
};

describe('RelayLane', () => {
  let clock: ManualClock;
  let said: string[];
  let cluster: { last: () => Promise<number | undefined>; publish: () => Promise<void> };
  let lane: RelayLane;

  beforeEach(() => {
    clock = new ManualClock();
    said = [];
    cluster = { last: () => Promise.resolve(undefined), publish: () => Promise.resolve() };
  });
  afterEach(async () => {
    const stopped = lane.stop();
    await clock.advance(10_000);
    await stopped;
  });

  function start(): void {
    const ports = {
      cluster: {
        published: { last: () => cluster.last() },
        publisher: { publish: () => cluster.publish() },
        topics: { nameOf: () => 'topic' },
      } as unknown as RelayPorts['cluster'],
      eventLog,
      clock,
      reports: {
        relayFailed: () => void said.push('failed'),
        relayStarted: () => void said.push('started'),
        relayEnded: () => undefined,
      },
    };
    lane = new RelayLane(roomLog, 0, ports);
  }

  it('waits longer and longer, and does not claim success, while the broker answers but takes nothing', async () => {
    cluster.publish = () => Promise.reject(new Error('not enough replicas in sync'));
    start();
    await clock.advance(20_000);
    expect(said).not.toContain('started');
    expect(said.length).toBeGreaterThan(3);
    expect(said.length).toBeLessThan(12);
  });

  it('says that it works again when something was published', async () => {
    cluster.publish = () => Promise.reject(new Error('not enough replicas in sync'));
    start();
    await clock.advance(1_000);
    cluster.publish = () => Promise.resolve();
    await clock.advance(10_000);
    expect(said.at(-1)).toBe('started');
  });

  it('says that it works when there is nothing to publish', async () => {
    cluster.last = () => Promise.resolve(1);
    start();
    await clock.advance(1);
    expect(said).toEqual(['started']);
  });

  it('stops although the broker never says what it has', async () => {
    cluster.last = () => new Promise(() => undefined);
    start();
    await clock.advance(1);
    expect(await stopsWithin(1_000)).toBe(true);
  });

  it('stops although the broker never confirms a batch, after giving it a moment', async () => {
    cluster.publish = () => new Promise(() => undefined);
    start();
    await clock.advance(1);
    expect(await stopsWithin(1_000)).toBe(true);
  });

  async function stopsWithin(durationMs: number): Promise<boolean> {
    let isStopped = false;
    void lane.stop().then(() => (isStopped = true));
    await clock.advance(durationMs);
    return isStopped;
  }
});
