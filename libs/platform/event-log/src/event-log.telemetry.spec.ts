import { Registry } from 'prom-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { roomLog, userLog } from '@chappe/contracts';
import { ManualClock } from '@chappe/runtime';
import { createLogger, tracingOff } from '@chappe/telemetry';
import { EventLogTelemetry } from './event-log.telemetry.js';
import type { FollowerLag } from './following/followers.js';

describe('EventLogTelemetry', () => {
  let clock: ManualClock;
  let lines: { msg: string; topic?: string; keptBack?: number }[];
  let metrics: Registry;
  let telemetry: EventLogTelemetry;

  beforeEach(() => {
    clock = new ManualClock();
    lines = [];
    metrics = new Registry();
    const output = { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) };
    telemetry = new EventLogTelemetry(
      createLogger({ logLevel: 'info', logFormat: 'json' }, output),
      metrics,
      clock,
      tracingOff,
    );
  });

  it('says seldom that the tables cannot be read, and how often it was so', async () => {
    for (let at = 0; at < 300; at++) {
      telemetry.readFailed(userLog, new Error('away'));
      await clock.advance(30);
    }
    telemetry.readFailed(roomLog, new Error('away'));
    expect(lines.map(({ topic }) => topic)).toEqual([userLog.name, roomLog.name]);
    await clock.advance(10_000);
    telemetry.readFailed(userLog, new Error('away'));
    expect(lines.at(-1)).toMatchObject({ topic: userLog.name, keptBack: 299 });
    expect(await metrics.metrics()).toContain(`log_read_failures_total{topic="${userLog.name}"} 301`);
  });

  it('says seldom that entries cannot be applied', () => {
    const entry = { partition: 0, position: 1, kind: 1, key: '@a:x', payload: new Uint8Array() };
    for (let at = 0; at < 64; at++) telemetry.entryFailed('consumer', { ...entry, partition: at }, new Error('away'));
    expect(lines).toHaveLength(1);
  });

  it('tells once of Kafka that fails in many ways, and once that all of them are over', async () => {
    telemetry.kafkaUnavailable(new Error('starting', { cause: new Error('connection refused') }));
    for (const topic of [roomLog, userLog]) telemetry.deliveryChanged(topic, false, 'nothing comes');
    for (let partition = 0; partition < 16; partition++) telemetry.relayFailed(roomLog, partition, new Error('away'));
    await clock.advance(5_000);
    for (const topic of [roomLog, userLog]) telemetry.deliveryChanged(topic, true, '');
    for (let partition = 0; partition < 8; partition++) telemetry.relayStarted(roomLog, partition);
    const began = { level: 'warn', reason: 'connection refused' };
    expect(lines).toEqual([expect.objectContaining(began)]);
    // Partitions that went to another process.
    for (let partition = 8; partition < 16; partition++) telemetry.relayEnded(roomLog, partition);
    expect(lines.slice(1)).toEqual([expect.objectContaining({ level: 'info', downMs: 5_000 })]);
    telemetry.relayStarted(roomLog, 0);
    expect(lines).toHaveLength(2);
  });

  it('shows no lag of followers that are no more', async () => {
    let lag: FollowerLag[] = [{ topic: 'room', follower: 'relay', entries: 500, ageMs: 90_000 }];
    telemetry.showLag(() => lag);
    const shown = await metrics.metrics();
    expect(shown).toContain('log_follower_lag_seconds{topic="room",follower="relay"} 90');
    expect(shown).toContain('log_follower_lag_entries{topic="room",follower="relay"} 500');
    lag = [];
    expect(await metrics.metrics()).not.toContain('follower="relay"');
  });
});
