import { Admin, Producer } from '@platformatic/kafka';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { roomLog, userLog, type LogEntry } from '@chappe/contracts';
import { systemClock, systemRandomness } from '@chappe/runtime';
import {
  createTestDatabase,
  describeEventLog,
  kafkaForSuite,
  type RunningKafka,
  type TestDatabase,
} from '@chappe/testing';
import { appendToLog, newEntry } from '../tables/append-to-log.js';
import { commitRoomEntries } from '../fixtures/commit-room-entries.js';
import { KafkaProcess, kafkaSettings } from '../fixtures/kafka-process.js';
import { installPartitions } from '../tables/install-partitions.js';
import { toLogRecord } from './log-record.js';
import { TopicPartitionsError } from './kafka-topics.js';
import { logTablesSql, userLogMigrations } from '../tables/log-tables.js';

const PARTITIONS = 2;
/** How long the broker stays away under load; a minute by hand. */
const AWAY_MS = Number(process.env['CHAPPE_TEST_KAFKA_AWAY_S'] ?? 3) * 1_000;
const WAIT = { timeout: 20_000, interval: 50 };
const OUTAGE_TEST_MS_MAX = AWAY_MS + 120_000;
const roomLogMigrations = { schema: 'room', migrations: [{ name: '20261123-000000-log', sql: logTablesSql('room') }] };
const found = await kafkaForSuite();

describe.skipIf(!found)('Kafka', () => {
  let kafka: RunningKafka;
  let database: TestDatabase;
  let prefix: string;
  let processes: KafkaProcess[];
  let observer: KafkaProcess | undefined;

  beforeAll(async () => {
    if (found) kafka = await found.start();
  });
  afterAll(() => kafka.remove());
  beforeEach(async () => {
    database = await createTestDatabase([roomLogMigrations, userLogMigrations]);
    for (const topic of [roomLog, userLog]) await installPartitions(database.postgres, topic, PARTITIONS);
    prefix = `${systemRandomness.token(8)}.`;
    processes = [];
    observer = undefined;
  });
  afterEach(async () => {
    await Promise.all(processes.map((each) => each.close()));
    await database.drop();
  });

  function startProcess(): KafkaProcess {
    const started = new KafkaProcess(database.postgres, PARTITIONS, kafkaSettings(kafka.brokers, prefix));
    processes.push(started);
    return started;
  }

  function startOwner(): KafkaProcess {
    const owner = startProcess();
    owner.relay.own([0, 1]);
    return owner;
  }

  async function commit(owner: KafkaProcess, partition: number, keys: readonly string[]): Promise<void> {
    owner.eventLog.announce(roomLog, await commitRoomEntries(database.postgres, { partition, keys }));
  }

  async function publish(records: { partition: number; key: Buffer; value: Buffer }[]): Promise<void> {
    const producer = new Producer({ clientId: 'other', bootstrapBrokers: kafka.brokers });
    await producer.send({ messages: records.map((record) => ({ topic: prefix + roomLog.name, ...record })) });
    await producer.close();
  }

  /** The last position that the broker has of a partition of the room log. */
  function published(partition: number): Promise<number | undefined> {
    observer ??= startProcess();
    return observer.cluster.published.last(roomLog, partition);
  }

  describeEventLog('Kafka', async () => {
    const owner = startOwner();
    return {
      eventLog: owner.eventLog,
      commit: (partition, keys) => commitRoomEntries(database.postgres, { partition, keys }),
      stop: () => owner.close(),
    };
  });

  it('brings entries from process to process without a read of the tables', async () => {
    const [owner, reader] = [startOwner(), startProcess()];
    const { seen } = reader.collect(0);
    await expect.poll(() => reader.isDelivering, WAIT).toBe(true);
    const before = reader.tableReads;
    for (let i = 0; i < 50; i++) await commit(owner, 0, [`key ${i}`]);
    await expect.poll(() => seen.length, WAIT).toBe(50);
    expect(seen.map(({ position, key }) => `${position} ${key}`)).toEqual(range(50).map((n) => `${n} key ${n - 1}`));
    expect(reader.tableReads).toBe(before);
  });

  it('publishes what other processes write to the user log', async () => {
    startOwner();
    const [writer, reader] = [startProcess(), startProcess()];
    const collected = range(PARTITIONS).map((n) => reader.collect(n - 1, userLog).seen);
    const target = { topic: userLog, partitionCount: PARTITIONS };
    await expect.poll(() => reader.eventLog.troubles().get(userLog.name), WAIT).toBeUndefined();
    const before = reader.tableReads;
    const message = { roomId: '', type: 'm.direct', content: Buffer.from('{}') };
    for (let i = 0; i < 20; i++) {
      const entry = newEntry(`@user${i}:x`, userLog.kinds.accountData, message);
      writer.eventLog.announce(userLog, await database.postgres.transaction((tx) => appendToLog(tx, target, [entry])));
    }
    await expect.poll(() => collected.flat().length, WAIT).toBe(20);
    expect(reader.tableReads).toBe(before);
  });

  it('carries entries of the largest size', async () => {
    const [owner, reader] = [startOwner(), startProcess()];
    const { seen } = reader.collect(0);
    const payload = Buffer.alloc(131_072, 'x');
    const entries = await commitRoomEntries(database.postgres, { partition: 0, keys: range(12).map(String), payload });
    owner.eventLog.announce(roomLog, entries);
    await expect.poll(() => seen.length, WAIT).toBe(12);
    expect(seen.every((entry) => payload.equals(entry.payload))).toBe(true);
    await expect.poll(() => published(0), WAIT).toBe(12);
  });

  it(
    'lets sends and reads go on while the broker is away, and uses it again when it is back',
    async () => {
      const [owner, reader] = [startOwner(), startProcess()];
      const { seen } = reader.collect(0);
      await expect.poll(() => reader.isDelivering, WAIT).toBe(true);
      const load = startLoad(() => commit(owner, 0, ['!room:x']));
      await expect.poll(() => seen.length, WAIT).toBeGreaterThan(10);
      await kafka.kill();
      await expect.poll(() => reader.isDelivering, WAIT).toBe(false);
      const atKill = seen.length;
      await expect.poll(() => seen.length, { timeout: 1_500 }).toBeGreaterThan(atKill);
      await systemClock.sleep(AWAY_MS);
      expect(load.count() - seen.length).toBeLessThan(500);
      await kafka.start();
      await expect.poll(() => reader.isDelivering, { ...WAIT, timeout: 60_000 }).toBe(true);
      const total = await load.stop();
      await expect.poll(() => seen.length, WAIT).toBe(total);
      await expect.poll(() => published(0), WAIT).toBe(total);
      expect(seen.map(({ position }) => position)).toEqual(range(total));
      expect(reader.changes).toEqual([true, false, true]);
    },
    OUTAGE_TEST_MS_MAX,
  );

  it('bears records that come twice, late, out of order or are none of ours', async () => {
    const [owner, reader] = [startProcess(), startProcess()];
    const { seen } = reader.collect(0);
    await expect.poll(() => reader.isDelivering, WAIT).toBe(true);
    const entries: LogEntry[] = [];
    for (let i = 0; i < 6; i++)
      entries.push(...(await commitRoomEntries(database.postgres, { partition: 0, keys: ['!a', '!b'] })));
    const garbage = ['', 'x', 'hello', '\u0001\0\0\0\0\0\0\0\0\0\0', '\u0002\0\u0001\0\0\0\0\0\0\0\u0001'].map(
      (text) => ({
        partition: 0,
        key: Buffer.from('k'),
        value: Buffer.from(text),
      }),
    );
    const order = [3, 1, 1, 0, 11, 2, 5, 5, 4, 7, 6, 10, 9, 8, 0];
    const records = order.flatMap((n) => (entries[n] ? [{ partition: 0, ...toLogRecord(entries[n], 0) }] : []));
    await publish([...garbage, ...records, ...garbage, ...records]);
    await expect.poll(() => seen.length, WAIT).toBe(12);
    owner.relay.own([0]);
    await commit(owner, 0, ['!last']);
    await expect.poll(() => seen.length, WAIT).toBe(13);
    expect(seen.map(({ position }) => position)).toEqual(range(13));
    expect(reader.ignored).toBe(2 * garbage.length);
  });

  it('shows every entry once although two processes publish the same partition', async () => {
    const [first, second, reader] = [startOwner(), startOwner(), startProcess()];
    const { seen } = reader.collect(1);
    await expect.poll(() => reader.isDelivering, WAIT).toBe(true);
    for (let i = 0; i < 60; i++) await commit(i % 2 === 0 ? first : second, 1, ['!room:x']);
    first.relay.own([0]);
    for (let i = 0; i < 20; i++) await commit(second, 1, ['!room:x']);
    await expect.poll(() => seen.length, WAIT).toBe(80);
    expect(seen.map(({ position }) => position)).toEqual(range(80));
    await expect.poll(() => published(1), WAIT).toBe(80);
  });

  it('makes a deleted topic again and goes on', async () => {
    const [owner, reader] = [startOwner(), startProcess()];
    const { seen } = reader.collect(0);
    await expect.poll(() => reader.isDelivering, WAIT).toBe(true);
    for (let i = 0; i < 5; i++) await commit(owner, 0, ['!before:x']);
    const admin = new Admin({ clientId: 'operator', bootstrapBrokers: kafka.brokers });
    await admin.deleteTopics({ topics: [prefix + roomLog.name] });
    await admin.close();
    for (let i = 0; i < 5; i++) await commit(owner, 0, ['!after:x']);
    await expect.poll(() => seen.length, WAIT).toBe(10);
    await expect.poll(() => reader.changes, WAIT).toEqual([true, false, true]);
    await commit(owner, 0, ['!later:x']);
    await expect.poll(() => seen.length, WAIT).toBe(11);
    expect(seen.map(({ position }) => position)).toEqual(range(11));
    await expect.poll(() => published(0), WAIT).toBe(11);
  });

  it('publishes a whole log again when asked', async () => {
    const { relay } = startProcess();
    await commitRoomEntries(database.postgres, { partition: 0, keys: range(1_200).map(String) });
    await commitRoomEntries(database.postgres, { partition: 1, keys: ['!a:x'] });
    expect(await relay.rebuildTopic(roomLog)).toBe(1_201);
    expect(await published(0)).toBe(1_200);
    expect(await relay.rebuildTopic(roomLog, 1_000)).toBe(200);
  });

  it('takes over where the last publisher ended', async () => {
    const first = startOwner();
    await commit(first, 0, ['!a:x', '!b:x']);
    await expect.poll(() => published(0), WAIT).toBe(2);
    await first.close();
    await commitRoomEntries(database.postgres, { partition: 0, keys: ['!c:x'] });
    startOwner();
    await expect.poll(() => published(0), WAIT).toBe(3);
  });

  it('refuses a topic that has another number of partitions', async () => {
    const admin = new Admin({ clientId: 'operator', bootstrapBrokers: kafka.brokers });
    await admin.createTopics({ topics: [prefix + roomLog.name], partitions: PARTITIONS + 1, replicas: 1 });
    await admin.close();
    const { cluster } = startProcess();
    await expect(cluster.topics.ensure(roomLog)).rejects.toThrow(TopicPartitionsError);
  });

  it('counts how far behind each follower is', async () => {
    const owner = startOwner();
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    owner.eventLog.follow(roomLog, { partition: 0, after: 0, name: 'slow', onEntries: () => held });
    await commit(owner, 0, ['!a:x', '!b:x', '!c:x']);
    const slow = (): unknown => owner.eventLog.lag().find(({ follower }) => follower === 'slow');
    await expect.poll(slow, WAIT).toMatchObject({ topic: roomLog.name, entries: 3 });
    await expect.poll(slow, WAIT).toMatchObject({ ageMs: expect.toSatisfy((ageMs: number) => ageMs > 0) });
    release();
    await expect.poll(slow, WAIT).toMatchObject({ entries: 0, ageMs: 0 });
    const relay = (): unknown =>
      owner.eventLog.lag().find((lag) => lag.follower === 'relay' && lag.topic === roomLog.name);
    await expect.poll(relay, WAIT).toMatchObject({ entries: 0 });
  });
});

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

/** Does something again and again until stopped, and counts. */
function startLoad(work: () => Promise<void>): { count(): number; stop(): Promise<number> } {
  let isStopped = false;
  let count = 0;
  const running = (async () => {
    while (!isStopped) {
      await work();
      count++;
      await systemClock.sleep(2);
    }
    return count;
  })();
  return { count: () => count, stop: () => ((isStopped = true), running) };
}
