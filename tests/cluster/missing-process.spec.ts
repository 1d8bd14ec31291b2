import {
  bodiesOf,
  type ClusterProcess,
  createRoom,
  logInClient,
  readMessages,
  registerClient,
  type Role,
  ROLES,
  sendMessage,
  startCluster,
  SyncSession,
  type TestClient,
} from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Above the lease of a room partition, 4 seconds, on a busy machine. */
const FAIL_OVER_MS_MAX = 20_000;
/** After this time somebody asks again. */
const PATIENCE_MS = 3_000;
const ROOMS = 4;

/** DESIGN 3: at least two replicas of every role work, always; no process is needed. */
describe('a cluster in which a process is missing', () => {
  let cluster: ClusterProcess;
  let alice: TestClient;
  let rooms: string[];
  let sent = 0;

  beforeAll(async () => {
    cluster = await startCluster();
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
      expect(bodiesOf(synced?.join?.[roomId]?.timeline?.events)).toContain(text);
      expect(bodiesOf((await readMessages(device, roomId)).chunk)).toContain(text);
    }
    await device.ask('POST /v3/logout');
  }

  /** Tries again and again, as people do; a request that hangs with its process is not waited for. */
  async function eventually(work: () => Promise<void>): Promise<void> {
    const limit = (): Promise<string> => new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, 'too slow').unref());
    const outcome = (): Promise<string> => Promise.race([work().then(() => 'done', String), limit()]);
    await expect.poll(outcome, { timeout: FAIL_OVER_MS_MAX, interval: 100 }).toBe('done');
  }

  it.each(ROLES)('goes on after a process of %s was killed', async (role) => {
    const [process] = cluster.replicasOf(role);
    await process.kill();
    await eventually(useAll);
    await process.start();
    await useAll();
  });

  it.each<Role>(['sync', 'client-api', 'auth'])('goes on while a process of %s hangs', async (role) => {
    const [process] = cluster.replicasOf(role);
    process.pause();
    try {
      await eventually(useAll);
    } finally {
      process.resume();
    }
    await expect.poll(() => process.isReady(), { timeout: FAIL_OVER_MS_MAX }).toBe(true);
  });

  it.each(ROLES)('loses no request when the processes of %s are restarted in turn', async (role) => {
    let isEnough = false;
    let count = 0;
    const using = (async () => {
      for (; !isEnough; count++) await useAll();
    })();
    const restarting = (async () => {
      for (const process of cluster.replicasOf(role)) {
        expect(await process.stop()).toEqual({ code: 0, signal: null });
        await process.start();
        await expect.poll(() => role === 'room' || cluster.proxy.ready.includes(process.name)).toBe(true);
      }
    })().finally(() => {
      isEnough = true;
    });
    await Promise.all([using, restarting]);
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
