import { ClusterProcess, kafkaForSuite, type RunningKafka } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectContiguousLogs } from '../fixtures/expect-contiguous-logs.js';
import { expectWholeHistory } from '../fixtures/expect-whole-history.js';
import { pause } from '../fixtures/pause.js';
import { readEvents, readLog, type StoredMessage } from '../fixtures/read-tables.js';
import { MESSAGES } from './fixtures/acts.js';
import { deleteTopics } from './fixtures/delete-topics.js';
import { type Delays, delaysOf } from './fixtures/delays.js';
import { kafkaDelivers } from './fixtures/kafka-delivers.js';
import { type Load, prepareLoad, startLoad } from './fixtures/load.js';
import type { LoadClient } from './fixtures/load-client.js';
import { rebuildTopic } from './fixtures/rebuild-topic.js';

const CROWD = { clients: 16, rooms: 6, roomsOfClient: 3, habits: MESSAGES, pauseMs: 400 } as const;
const PHASE_MS = 3_000;
/** The longest that a long poll waits for an event while Kafka is away (DESIGN 3: "slower but live"). */
const DELAY_MS_MAX = 1_000;
/** Processes go back to Kafka 2 seconds after it delivers again; before that, the client looks for it every few. */
const RETURN_MS_MAX = 30_000;
/** How often Kafka goes and comes back in each way. */
const ROUNDS = Number(process.env['CHAPPE_TEST_FAULTS'] ?? 1);
const TOPIC_PREFIX = 'faults-';

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());
const found = await kafkaForSuite();

/** DESIGN 3: no request waits for Kafka; PostgreSQL is the truth, Kafka its copy. */
describe.skipIf(!found)('a cluster whose Kafka goes away and comes back', () => {
  let kafka: RunningKafka | undefined;
  let cluster: ClusterProcess;
  let clients: LoadClient[] = [];
  let load: Load | undefined;
  /** Delays while Kafka delivers: what the machine adds by itself. */
  let usual: Delays = { count: 0, p50: 0, p99: 0, max: 0 };

  beforeAll(async () => {
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    kafka = await found?.start();
    cluster = await ClusterProcess.start({ kafka, topicPrefix: TOPIC_PREFIX });
    clients = await prepareLoad(cluster, { ...CROWD, seed });
  }, 120_000);
  afterAll(async () => {
    await load?.end();
    await cluster?.remove();
    await kafka?.remove();
  });

  const failures = () => clients.flatMap((client) => client.failures);

  async function untilItDelivers(): Promise<void> {
    const startedMs = performance.now();
    await expect.poll(() => kafkaDelivers(cluster), { timeout: RETURN_MS_MAX, interval: 100 }).toBe(true);
    process.stdout.write(`all processes read from Kafka after ${Math.round(performance.now() - startedMs)} ms\n`);
  }

  /** From the answer to a send to the sync that shows the event, for the events sent meanwhile. */
  async function delaysDuring(phase: string, work: () => Promise<unknown>): Promise<Delays> {
    const fromMs = performance.now();
    await work();
    const untilMs = performance.now();
    await pause(2 * DELAY_MS_MAX);
    const delays = delaysOf(clients, { fromMs, untilMs });
    const { count, p50, p99, max } = delays;
    process.stdout.write(`${phase}: ${count} deliveries, p50 ${p50} ms, p99 ${p99} ms, greatest ${max} ms\n`);
    return delays;
  }

  /** With what the machine adds, which is a lot when it has other work. */
  function expectPromise({ count, p99 }: Delays): void {
    expect(count).toBeGreaterThan(0);
    expect(p99).toBeLessThanOrEqual(DELAY_MS_MAX + usual.p99);
    expect(failures()).toEqual([]);
  }

  it('shows every event at once while Kafka delivers', async () => {
    await untilItDelivers();
    load = startLoad(clients);
    expectPromise(await delaysDuring('the first seconds', () => pause(PHASE_MS)));
    usual = await delaysDuring('Kafka delivers', () => pause(PHASE_MS));
    expect(failures()).toEqual([]);
  });

  describe.each(Array.from({ length: ROUNDS }, (_, round) => round + 1))('round %i', () => {
    it.each(['stop', 'kill'] as const)('shows every event within a second after a %s of Kafka', async (way) => {
      const away = await delaysDuring(`Kafka is away after a ${way}`, async () => {
        await kafka?.[way]();
        await pause(PHASE_MS);
      });
      expect(await kafkaDelivers(cluster)).toBe(false);
      expectPromise(away);
      const back = await delaysDuring('Kafka comes back', async () => {
        await kafka?.start();
        await untilItDelivers();
      });
      expectPromise(back);
    });

    it('makes deleted topics again', async () => {
      const during = await delaysDuring('the topics are deleted', async () => {
        await deleteTopics(kafka?.brokers ?? [], TOPIC_PREFIX);
        await pause(PHASE_MS);
        await untilItDelivers();
      });
      expectPromise(during);
    });

    it('takes a topic that is published once more for nothing new', async () => {
      const during = await delaysDuring('the topics are rebuilt', async () => {
        const before = await cluster.withTables((postgres) => readLog(postgres, 'room'));
        const published = await rebuildTopic(cluster, 'room');
        expect(published).toBeGreaterThanOrEqual(before.reduce((sum, { position }) => sum + position, 0));
        await rebuildTopic(cluster, 'user');
      });
      expectPromise(during);
      await untilItDelivers();
    });
  });

  it('has shown every client each event of its rooms exactly once and in order', async () => {
    await load?.end();
    const events: StoredMessage[] = await cluster.withTables(readEvents);
    for (const { reader, rooms } of clients) {
      expect(new Set(reader.seen.keys())).toEqual(new Set(rooms));
      expectWholeHistory(reader.seen, events);
    }
    await expectContiguousLogs(cluster);
    expect(failures()).toEqual([]);
    expect(cluster.errors).toEqual([]);
  });
});
