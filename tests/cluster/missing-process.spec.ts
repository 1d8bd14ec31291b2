import {
  bodiesOf,
  ClusterProcess,
  createRoom,
  logInClient,
  readMessages,
  registerClient,
  type Role,
  ROLES,
  sendMessage,
  SyncSession,
  type TestClient,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/** Above the lease of a room partition, 4 seconds, on a busy machine. */
const FAIL_OVER_MS_MAX = 20_000;
const ROOMS = 4;

/** DESIGN 3: at least two replicas of every role work, always; no process is needed. */
describe('a cluster in which a process is missing', () => {
  let cluster: ClusterProcess;
  let alice: TestClient;
  let rooms: string[];
  let sent = 0;

  beforeAll(async () => {
    cluster = await ClusterProcess.start({ kafka: { brokers: inject('kafkaBrokers') } });
    alice = await registerClient(cluster.baseUrl, 'alice');
    rooms = await Promise.all(Array.from({ length: ROOMS }, () => createRoom(alice, { preset: 'public_chat' })));
  });
  afterAll(() => cluster?.remove());

  /** Something of each service: a login, a message to each room, the sync that shows it. */
  async function useAll(): Promise<void> {
    const text = `message ${++sent}`;
    const device = await logInClient(cluster.baseUrl, 'alice');
    for (const roomId of rooms) await sendMessage(device, roomId, text);
    const { rooms: synced } = await new SyncSession(device).next();
    for (const roomId of rooms) {
      expect(bodiesOf(synced?.join?.[roomId]?.timeline?.events).at(-1)).toBe(text);
      expect(bodiesOf((await readMessages(device, roomId)).chunk)[0]).toBe(text);
    }
    await device.ask('POST /v3/logout');
  }

  async function eventually(work: () => Promise<void>): Promise<void> {
    const outcome = (): Promise<string> => work().then(() => 'done', String);
    await expect.poll(outcome, { timeout: FAIL_OVER_MS_MAX, interval: 100 }).toBe('done');
  }

  it.each(ROLES.flatMap((role) => [`${role}-1`, `${role}-2`]))('goes on after %s was killed', async (name) => {
    await cluster.process(name).kill();
    await eventually(useAll);
    await cluster.process(name).start();
    await useAll();
  });

  it.each<Role>(['sync', 'client-api', 'auth'])('goes on while a process of %s hangs', async (role) => {
    const [process] = cluster.replicasOf(role);
    process.pause();
    await eventually(useAll);
    process.resume();
    await expect.poll(() => process.isReady(), { timeout: FAIL_OVER_MS_MAX }).toBe(true);
  });

  it.each(ROLES)('loses no request when the processes of %s are restarted in turn', async (role) => {
    let isEnough = false;
    let count = 0;
    const using = (async () => {
      for (; !isEnough; count++) await useAll();
    })();
    for (const process of cluster.replicasOf(role)) {
      expect(await process.stop()).toEqual({ code: 0, signal: null });
      await process.start();
      await expect.poll(() => role === 'room' || cluster.proxy.ready.includes(process.name)).toBe(true);
    }
    isEnough = true;
    await using;
    expect(count).toBeGreaterThan(0);
  });

  it('shares the room partitions and says who owns them', async () => {
    const owners = async (): Promise<Set<string | undefined>> => {
      const found = await Promise.all(Array.from({ length: 16 }, (_, partition) => cluster.ownerOf(partition)));
      return new Set(found.map((owner) => owner?.name));
    };
    await expect.poll(owners, { timeout: FAIL_OVER_MS_MAX }).toEqual(new Set(['room-1', 'room-2']));
    await cluster.process('room-1').kill();
    await expect.poll(owners, { timeout: FAIL_OVER_MS_MAX }).toEqual(new Set(['room-2']));
    await cluster.process('room-1').start();
    await expect.poll(owners, { timeout: FAIL_OVER_MS_MAX }).toEqual(new Set(['room-1', 'room-2']));
  });

  it('goes on after PostgreSQL was killed and started again', async () => {
    cluster.postgres.kill();
    await cluster.postgres.restart();
    await eventually(useAll);
  });

  it('shows metrics of every process', async () => {
    for (const process of cluster.processes) expect(await process.metrics()).toContain('nodejs_eventloop_lag_seconds');
  });
});
