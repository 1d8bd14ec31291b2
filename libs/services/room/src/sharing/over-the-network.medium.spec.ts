import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { partitionOf, roomLog } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { Shutdown, systemClock } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { message, room } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const ALICE = '@alice:test.example';
const PARTITIONS = 4;
const PATIENTLY = { timeout: 20_000 };

let database: TestDatabase;
let running: RunningRoom[];
let ports: number[];

beforeEach(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
  running = [];
  ports = await Promise.all([freePort(), freePort(), freePort()]);
});
afterEach(async () => {
  for (const one of running) await end(one);
  await database.drop();
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function start(): Promise<RunningRoom> {
  const port = ports[running.length] ?? 0;
  const rooms = ports.map((each) => `127.0.0.1:${each}`);
  const replica = await startRoom(database.postgres, { leaseDurationMs: 60_000, network: { port, rooms } });
  running.push(replica);
  return replica;
}

async function end(replica: RunningRoom): Promise<void> {
  await replica.context.get(Shutdown).run();
  await replica.stop();
}

async function settled(replicas: readonly RunningRoom[], ...expected: number[]): Promise<void> {
  const counts = (): number[] => replicas.map((replica) => replica.owned().length).sort((a, b) => a - b);
  await expect.poll(counts, PATIENTLY).toEqual(expected);
}

/** A room in every partition, each created where its partition is owned. */
async function roomInEachPartition(): Promise<string[]> {
  const rooms = new Map<number, string>();
  for (let tries = 0; rooms.size < PARTITIONS && tries < 200; tries++) {
    for (const { client } of running) {
      const { roomId } = await client.createRoom(room(ALICE));
      rooms.set(partitionOf(roomId, PARTITIONS), roomId);
    }
  }
  return [...rooms.values()];
}

it('announces a changed device list in the partitions of every owner, whoever is asked', async () => {
  const [first, second] = [await start(), await start()];
  await settled(running, 2, 2);
  await roomInEachPartition();
  for (const { client } of [first, second]) await client.announceDeviceList({ userId: ALICE });
  const rows = await database.postgres.query({
    text: 'SELECT partition, count(*) AS n FROM room.log WHERE kind = $1 AND key = $2 GROUP BY 1 ORDER BY 1',
    values: [roomLog.kinds.deviceList.id, ALICE],
  });
  expect(rows).toEqual([0, 1, 2, 3].map((partition) => ({ partition, n: 2 })));
}, 60_000);

it('answers every request while replicas come and go', async () => {
  const first = await start();
  const roomIds = await roomInEachPartition();
  const second = await start();
  const sends = Array.from({ length: 400 }, async (_, index) => {
    await systemClock.sleep(index * 10);
    const caller = index % 2 === 0 ? first : second;
    await caller.client.sendEvent(message(roomIds[index % PARTITIONS] ?? '', ALICE, { body: `message ${index}` }));
    if (index % 20 === 0) await caller.client.createRoom(room(ALICE));
  });
  const all = Promise.all(sends);
  await settled(running, 2, 2);
  const third = await start();
  await settled(running, 1, 1, 2);
  await end(third);
  running.pop();
  await settled(running, 2, 2);
  await all;
  const [stored] = await database.postgres.query<{ n: number; distinct: number }>({
    text: `SELECT count(*) AS n, count(DISTINCT json) AS distinct FROM room.events WHERE type = 'm.room.message'`,
  });
  expect(stored).toEqual({ n: 400, distinct: 400 });
}, 60_000);
