import 'reflect-metadata';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import type { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadConfig, serverSection } from '@chappe/config';
import { partitionOf, typingTopic, userLog, type LogEntry, type Typing } from '@chappe/contracts';
import { systemClock } from '@chappe/runtime';
import { METRICS, type Readiness, READINESS } from '@chappe/telemetry';
import {
  createTestDatabase,
  kafkaForSuite,
  PlatformTestingModule,
  type RunningKafka,
  type TestDatabase,
} from '@chappe/testing';
import { newEntry } from './tables/append-to-log.js';
import { EVENT_LOG, type EventLog } from './event-log.js';
import { EventLogModule } from './event-log.module.js';
import { kafkaSection } from './kafka/kafka.config.js';
import { logTablesSql, userLogMigrations } from './tables/log-tables.js';
import { LogRelay } from './relay/log-relay.js';
import { TransientBus } from './transient/transient-bus.js';
import { UserLogWriter } from './tables/user-log-writer.js';

const PARTITIONS = 2;
const ALICE = '@alice:x';
const roomLogMigrations = { schema: 'room', migrations: [{ name: '20261123-000000-log', sql: logTablesSql('room') }] };
const found = await kafkaForSuite();

describe.skipIf(!found)('EventLogModule with Kafka', () => {
  let kafka: RunningKafka;
  let database: TestDatabase;
  beforeAll(async () => {
    if (found) kafka = await found.start();
    database = await createTestDatabase([roomLogMigrations, userLogMigrations]);
  });
  afterAll(async () => {
    await database.drop();
    await kafka.remove();
  });

  async function startProcess(brokers: string[]): Promise<INestApplicationContext> {
    const sections = [serverSection, kafkaSection];
    const flags = {
      'server.name': 'x',
      'server.partitionCount': String(PARTITIONS),
      'kafka.brokers': brokers.join(','),
    };
    const platform = PlatformTestingModule.forRoot({
      sections,
      config: loadConfig(sections, { env: {}, flags }),
      clock: systemClock,
      log: () => undefined,
      postgres: database.postgres,
    });
    const module = await Test.createTestingModule({ imports: [platform, EventLogModule] }).compile();
    return module.init();
  }

  it('tells one process what another committed, and shows in the readiness report that it does', async () => {
    const [owner, writer, reader] = await Promise.all([kafka.brokers, kafka.brokers, kafka.brokers].map(startProcess));
    owner?.get(LogRelay).own([0, 1]);
    const seen: LogEntry[] = [];
    const onEntries = (entries: readonly LogEntry[]): void => void seen.push(...entries);
    const partition = partitionOf(ALICE, PARTITIONS);
    reader?.get<EventLog>(EVENT_LOG).follow(userLog, { partition, after: 0, onEntries, name: 'test' });
    const notes = async (): Promise<unknown> => (await reader?.get<Readiness>(READINESS).report())?.notes;
    await expect.poll(notes, { timeout: 20_000 }).toEqual({ kafka: 'ok' });
    const entry = newEntry(ALICE, userLog.kinds.session, { deviceId: 'A' });
    await writer?.get(UserLogWriter).transaction(ALICE, (_tx, append) => append([entry]));
    await expect.poll(() => seen.length, { timeout: 10_000 }).toBe(1);
    const metrics = await reader?.get<Registry>(METRICS).metrics();
    expect(metrics).toContain('log_kafka_delivering{topic="user.events.v1"} 1');
    expect(metrics).toContain('log_follower_lag_entries{topic="user.events.v1",follower="test"}');
    await Promise.all([owner, writer, reader].map((each) => each?.close()));
  });

  it('tells typing to the own process at once and once, and to the others', async () => {
    const [here, there] = await Promise.all([kafka.brokers, kafka.brokers].map(startProcess));
    const heard: { here: string[]; there: string[] } = { here: [], there: [] };
    const busOf = (process: INestApplicationContext | undefined): TransientBus | undefined =>
      process?.get(TransientBus);
    busOf(here)?.subscribe(typingTopic, ({ userId }) => void heard.here.push(userId));
    busOf(there)?.subscribe(typingTopic, ({ userId }) => void heard.there.push(userId));
    const notice = (userId: string): Typing => ({ roomId: '!a:x', userId, untilMs: 5, deviceId: 'D' });
    const probe = (): boolean => {
      busOf(here)?.publish(typingTopic, notice('@here:x'));
      busOf(there)?.publish(typingTopic, notice('@there:x'));
      return heard.there.includes('@here:x') && heard.here.includes('@there:x');
    };
    await expect.poll(probe, { timeout: 20_000, interval: 100 }).toBe(true);
    busOf(here)?.publish(typingTopic, notice(ALICE));
    expect(heard.here.at(-1)).toBe(ALICE);
    await expect.poll(() => heard.there, { timeout: 10_000 }).toContain(ALICE);
    busOf(there)?.publish(typingTopic, notice('@bob:x'));
    await expect.poll(() => heard.here, { timeout: 10_000 }).toContain('@bob:x');
    expect(heard.here.filter((userId) => userId === ALICE)).toHaveLength(1);
    await Promise.all([here, there].map((each) => each?.close()));
  });

  it('starts and stays ready without a broker, and says what is amiss', async () => {
    const lonely = await startProcess(['127.0.0.1:1']);
    lonely.get<EventLog>(EVENT_LOG).follow(userLog, { partition: 0, after: 0, onEntries: () => undefined });
    const report = await lonely.get<Readiness>(READINESS).report();
    expect(report).toMatchObject({ ready: true, notes: { kafka: 'user.events.v1: not connected yet' } });
    await lonely.close();
  });
});
