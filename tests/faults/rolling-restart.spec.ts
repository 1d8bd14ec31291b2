import { ClusterProcess, type Role, ROLES, type ServiceProcess } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { expectContiguousLogs } from '../fixtures/expect-contiguous-logs.js';
import { expectWholeHistory } from '../fixtures/expect-whole-history.js';
import { readEvents, type StoredMessage } from '../fixtures/read-tables.js';
import { EVERYTHING } from './fixtures/acts.js';
import { prepareLoad, startLoad } from './fixtures/load.js';
import type { Failure, LoadClient } from './fixtures/load-client.js';

const CLIENTS = 64;
const ROOMS = 24;
const ROOMS_OF_CLIENT = 3;
/** Between two acts of a client, at most: about 100 requests a second, so that two cores can do it. */
const PAUSE_MS = 1_200;
/** How often every process is restarted. */
const ROUNDS = Number(process.env['CHAPPE_TEST_FAULTS'] ?? 1);
const ROLL_MS_MAX = 180_000 * ROUNDS;
const READY_MS_MAX = 20_000;
const FAILURES_SHOWN = 20;

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

/** DESIGN 3: no process is needed, a graceful stop hands everything over. As a new release is rolled out. */
describe('a rolling restart under load', () => {
  let cluster: ClusterProcess;
  let clients: LoadClient[] = [];
  let events: StoredMessage[] = [];

  beforeAll(async () => {
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    cluster = await ClusterProcess.start({ kafka: { brokers: inject('kafkaBrokers') } });
    const crowd = { clients: CLIENTS, rooms: ROOMS, roomsOfClient: ROOMS_OF_CLIENT };
    clients = await prepareLoad(cluster, { ...crowd, seed, habits: EVERYTHING, pauseMs: PAUSE_MS });
  }, 120_000);
  afterAll(() => cluster?.remove());

  const failures = (): Failure[] => clients.flatMap((client) => client.failures);

  it(
    'answers every request while each process is stopped and started in turn',
    async () => {
      const load = startLoad(clients);
      try {
        for (let round = 0; round < ROUNDS; round++) for (const role of ROLES) await roll(role);
      } finally {
        await load.end();
      }
      const answered = clients.reduce((sum, client) => sum + client.answered, 0);
      process.stdout.write(`${answered} requests were answered, ${failures().length} failed\n`);
      events = await cluster.withTables(readEvents);
      expect(failures().slice(0, FAILURES_SHOWN)).toEqual([]);
    },
    ROLL_MS_MAX,
  );

  /** Restarts the processes of a role in turn, as Kubernetes does it: the next when the one before is ready. */
  async function roll(role: Role): Promise<void> {
    const before = { ...cluster.proxy.retries, failed: failures().length };
    const tookMs: string[] = [];
    for (const each of cluster.replicasOf(role)) tookMs.push(await restart(each));
    const { retries } = cluster.proxy;
    const counts = (['connect', 'reset', 'timeout'] as const).map(
      (reason) => `${retries[reason] - before[reason]} ${reason}`,
    );
    const failed = failures().length - before.failed;
    process.stdout.write(
      `${role}: ${tookMs.join(', ')}; sent on by the proxy: ${counts.join(', ')}; failed: ${failed}\n`,
    );
  }

  async function restart(each: ServiceProcess): Promise<string> {
    const startedMs = performance.now();
    expect(await each.stop()).toEqual({ code: 0, signal: null });
    const stoppedMs = performance.now();
    await each.start();
    const isServed = (): boolean => each.role === 'room' || cluster.proxy.ready.includes(each.name);
    await expect.poll(isServed, { timeout: READY_MS_MAX }).toBe(true);
    return `${each.name} ${Math.round(stoppedMs - startedMs)} + ${Math.round(performance.now() - stoppedMs)} ms`;
  }

  it('holds every acknowledged event exactly once', () => {
    const stored = new Map(events.map((event) => [event.event_id, event]));
    expect(stored.size).toBe(events.length);
    for (const { client, acknowledged } of clients) {
      for (const [eventId, { roomId }] of acknowledged) {
        expect(stored.get(eventId)).toMatchObject({ room_id: roomId, sender: client.userId });
      }
    }
  });

  it('has contiguous log positions in every partition', () => expectContiguousLogs(cluster));

  it('has shown every client each event of its rooms exactly once and in order', () => {
    for (const { reader, rooms } of clients) {
      expect(new Set(reader.seen.keys())).toEqual(new Set(rooms));
      expectWholeHistory(reader.seen, events);
    }
  });

  it('has logged nothing that an operator would be woken for', () => {
    expect(cluster.errors).toEqual([]);
  });
});
