import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { partitionOf } from '@chappe/contracts';
import { userLogMigrations } from '@chappe/event-log';
import { WrongOwnerError } from '@chappe/grpc';
import type { Postgres } from '@chappe/postgres';
import { Shutdown, systemClock } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { Gate, interceptCommits } from '../fixtures/intercept-commits.js';
import { PausableClock } from '../fixtures/pausable-clock.js';
import { ReplicasCaller } from '../fixtures/replicas-caller.js';
import { message, room } from '../fixtures/requests.js';
import { startRoom, type RoomOptions, type RunningRoom } from '../fixtures/start-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const ALICE = '@alice:test.example';
const PARTITIONS = 4;
/** So long that nothing in these tests can have waited for a lease to run out. */
const LONG_LEASE_MS = 60_000;
const SHORT_LEASE_MS = 1_000;
const PATIENTLY = { timeout: 15_000 };

let database: TestDatabase;
let running: RunningRoom[];
let started: number;

beforeEach(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
  running = [];
  started = 0;
});
afterEach(async () => {
  for (const one of running) await one.stop();
  await database.drop();
});

type StartOptions = RoomOptions & { readonly postgres?: Postgres };

async function start({ postgres = database.postgres, ...options }: StartOptions = {}): Promise<RunningRoom> {
  const address = `replica-${++started}:9090`;
  const replica = await startRoom(postgres, { leaseDurationMs: LONG_LEASE_MS, address, ...options });
  running.push(replica);
  return replica;
}

async function stop(replica: RunningRoom): Promise<void> {
  running.splice(running.indexOf(replica), 1);
  await replica.stop();
}

const counts = (): number[] => running.map((replica) => replica.owned().length).sort((a, b) => a - b);

async function settled(...expected: number[]): Promise<void> {
  await expect.poll(counts, PATIENTLY).toEqual(expected);
}

async function epochs(): Promise<unknown> {
  return database.postgres.query({ text: 'SELECT partition, epoch, holder FROM room.partitions ORDER BY partition' });
}

async function replicaAddresses(): Promise<string[]> {
  const rows = await database.postgres.query<{ address: string }>({
    text: 'SELECT address FROM room.replicas ORDER BY address',
  });
  return rows.map((row) => row.address);
}

const ownerOf = (roomId: string): RunningRoom | undefined =>
  running.find((replica) => replica.owned().includes(partitionOf(roomId, PARTITIONS)));

/** One room in every partition. */
async function roomInEachPartition(caller: ReplicasCaller): Promise<string[]> {
  const rooms = new Map<number, string>();
  for (let tries = 0; rooms.size < PARTITIONS && tries < 500; tries++) {
    const { roomId } = await caller.call((client) => client.createRoom(room(ALICE)));
    rooms.set(partitionOf(roomId, PARTITIONS), roomId);
  }
  return [...rooms.values()];
}

async function storedBodies(): Promise<string[]> {
  const rows = await database.postgres.query<{ json: Buffer }>({
    text: `SELECT json FROM room.events WHERE type = 'm.room.message' ORDER BY partition, position`,
  });
  return rows.map((row) => (JSON.parse(row.json.toString()) as { content: { body: string } }).content.body);
}

async function expectContiguousLog(): Promise<void> {
  const rows = await database.postgres.query<{ entries: number; last: number; position: number }>({
    text: `SELECT count(l.position) AS entries, coalesce(max(l.position), 0) AS last, p.position
           FROM room.partitions p LEFT JOIN room.log l USING (partition) GROUP BY p.partition`,
  });
  expect(rows).toHaveLength(PARTITIONS);
  for (const row of rows) expect([row.entries, row.last]).toEqual([row.position, row.position]);
}

async function refusalOf(asked: Promise<unknown> | undefined): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    return error;
  }
}

const send = (caller: ReplicasCaller, roomId: string, body: string): Promise<{ eventId: string }> =>
  caller.call((client) => client.sendEvent(message(roomId, ALICE, { body })));

describe('replicas of the room service', () => {
  it('share the partitions evenly as they come and go, without waiting for leases', async () => {
    await start();
    await settled(4);
    const second = await start();
    await settled(2, 2);
    await start();
    await settled(1, 1, 2);
    expect(await replicaAddresses()).toEqual(['replica-1:9090', 'replica-2:9090', 'replica-3:9090']);
    await stop(second);
    await settled(2, 2);
    expect(await replicaAddresses()).toEqual(['replica-1:9090', 'replica-3:9090']);
  });

  it('leave the partitions where they are once these are shared', async () => {
    for (let index = 0; index < 3; index++) await start();
    await settled(1, 1, 2);
    const before = await epochs();
    await systemClock.sleep(1_000);
    expect(await epochs()).toEqual(before);
  });

  it('name the owner to who asks the wrong one', async () => {
    await start();
    await start();
    await settled(2, 2);
    const roomIds = await roomInEachPartition(new ReplicasCaller(running));
    for (const roomId of roomIds) {
      const owner = ownerOf(roomId);
      const wrong = running.find((replica) => replica !== owner);
      const refused = (): Promise<unknown> => refusalOf(wrong?.client.sendEvent(message(roomId, ALICE, { body: 'x' })));
      await expect.poll(refused, PATIENTLY).toMatchObject({ status: 503, ownerAddress: owner?.address });
      expect(await refused()).toBeInstanceOf(WrongOwnerError);
    }
  });

  it('forget one that was not heard of for long', async () => {
    await database.postgres.query({
      text: `INSERT INTO room.replicas VALUES ('old', 'old:9090', now() - interval '1 day')`,
    });
    await start({ leaseDurationMs: SHORT_LEASE_MS });
    await settled(4);
    expect(await replicaAddresses()).toEqual(['replica-1:9090']);
  });

  it('take what another one that counts as alive leaves lying, and keep it until that one is forgotten', async () => {
    await start({ leaseDurationMs: SHORT_LEASE_MS });
    await settled(PARTITIONS);
    await stop(running[0] as RunningRoom);
    await database.postgres.query({
      text: `INSERT INTO room.replicas (replica, address, seen_at)
             VALUES ('dead', 'dead:9090', now() + interval '1 hour')`,
    });
    await start({ leaseDurationMs: SHORT_LEASE_MS });
    expect(counts()).toEqual([PARTITIONS / 2]);
    await settled(PARTITIONS);
    await database.postgres.query({ text: `DELETE FROM room.replicas WHERE replica = 'dead'` });
    const before = await epochs();
    await systemClock.sleep(2 * SHORT_LEASE_MS);
    expect(await epochs()).toEqual(before);
  });

  it('take everything at once from whoever held it where only one process can run', async () => {
    await start();
    running = [];
    await start({ takeOverLeases: true });
    await settled(4);
    expect(await replicaAddresses()).toEqual(['replica-2:9090']);
  });
});

describe('a replica that crashes', () => {
  it('is followed by the others when its leases have run out, and loses nothing that it acknowledged', async () => {
    const clock = new PausableClock();
    const first = await start({ leaseDurationMs: SHORT_LEASE_MS, clock });
    await start({ leaseDurationMs: SHORT_LEASE_MS });
    await settled(2, 2);
    const caller = new ReplicasCaller(running);
    const roomIds = await roomInEachPartition(caller);
    for (const roomId of roomIds) await send(caller, roomId, 'before');
    clock.pause(); // it neither renews nor answers: nobody asks it any more
    running.splice(running.indexOf(first), 1);
    for (const roomId of roomIds) await send(caller, roomId, 'after');
    await settled(4);
    clock.resume({ noticing: true });
    await first.stop();
    expect((await storedBodies()).sort()).toEqual([...Array(4).fill('after'), ...Array(4).fill('before')]);
    await expectContiguousLog();
  });
});

describe('while partitions are handed over', () => {
  it('200 concurrent sends to both replicas are each carried out once, in contiguous positions', async () => {
    const first = await start();
    const caller = new ReplicasCaller(running);
    const roomIds = await roomInEachPartition(caller);
    const sends = Array.from({ length: 200 }, async (_, index) => {
      await systemClock.sleep(index * 10);
      return send(caller, roomIds[index % PARTITIONS] ?? '', `message ${index}`);
    });
    const all = Promise.all(sends);
    await start();
    await settled(2, 2);
    await start();
    await settled(1, 1, 2);
    await stop(first);
    await settled(2, 2);
    const acknowledged = await all;
    expect(new Set(acknowledged.map(({ eventId }) => eventId)).size).toBe(200);
    const expected = Array.from({ length: 200 }, (_, index) => `message ${index}`);
    expect((await storedBodies()).sort()).toEqual(expected.sort());
    await expectContiguousLog();
  });

  it('writes that are under way are committed first, and the leases are kept as long as that takes', async () => {
    const gate = new Gate();
    let isHeldUp = false;
    const postgres = interceptCommits(database.postgres, async (commit) => {
      if (isHeldUp) await gate.opened;
      return commit();
    });
    const first = await start({ leaseDurationMs: SHORT_LEASE_MS, postgres });
    const roomIds = await roomInEachPartition(new ReplicasCaller(running));
    isHeldUp = true;
    const sends = roomIds.map((roomId) => first.client.sendEvent(message(roomId, ALICE, { body: 'held up' })));
    const second = await start({ leaseDurationMs: SHORT_LEASE_MS });
    await systemClock.sleep(3 * SHORT_LEASE_MS);
    expect([first.owned().length, second.owned().length]).toEqual([4, 0]);
    gate.open();
    await Promise.all(sends);
    await settled(2, 2);
    for (const roomId of roomIds) await send(new ReplicasCaller(running), roomId, 'afterwards');
    expect(await storedBodies()).toHaveLength(2 * PARTITIONS);
    await expectContiguousLog();
  });

  it('a room goes back and forth with what was written meanwhile', async () => {
    const first = await start();
    const caller = new ReplicasCaller(running);
    const roomIds = await roomInEachPartition(caller);
    for (let round = 0; round < 3; round++) {
      for (const roomId of roomIds) await send(caller, roomId, `alone ${round}`);
      const second = await start();
      await settled(2, 2);
      for (const roomId of roomIds) await send(caller, roomId, `together ${round}`);
      await stop(second);
      await settled(4);
    }
    const { events } = await first.client.readTimeline({
      roomId: roomIds[0] ?? '',
      afterPosition: 0,
      toPosition: Number.MAX_SAFE_INTEGER,
      limit: 100,
    });
    const prevEvents = events.map(({ pdu }) => (JSON.parse(pdu.toString()) as { prev_events: string[] }).prev_events);
    expect(prevEvents.slice(1)).toEqual(events.slice(0, -1).map(({ eventId }) => [eventId]));
    await expectContiguousLog();
  });
});

describe('a replica that is stopped in order', () => {
  it('finishes what it took on, and who asks it meanwhile finds the next owner', async () => {
    const first = await start();
    await start();
    await settled(2, 2);
    const caller = new ReplicasCaller([...running]);
    const roomIds = await roomInEachPartition(caller);
    const sends = Array.from({ length: 100 }, (_, index) =>
      send(caller, roomIds[index % PARTITIONS] ?? '', `message ${index}`),
    );
    expect(await first.context.get(Shutdown).run()).toEqual([]);
    expect(first.owned()).toEqual([]);
    await Promise.all(sends);
    for (const roomId of roomIds) await send(caller, roomId, 'afterwards');
    expect(await storedBodies()).toHaveLength(100 + PARTITIONS);
    await expectContiguousLog();
  });
});

describe('rooms that are created on several replicas', () => {
  it('belong to the one that created them, and are spread over all partitions', async () => {
    await start();
    await start();
    await settled(2, 2);
    const rooms = await Promise.all(
      Array.from({ length: 60 }, async (_, index) => {
        const replica = running[index % 2];
        const version = index % 4 < 2 ? '12' : '10';
        const { roomId } = (await replica?.client.createRoom(room(ALICE, { room_version: version }))) ?? { roomId: '' };
        return { roomId, replica };
      }),
    );
    expect(new Set(rooms.map(({ roomId }) => roomId)).size).toBe(60);
    for (const { roomId, replica } of rooms) expect(ownerOf(roomId)).toBe(replica);
    expect(new Set(rooms.map(({ roomId }) => partitionOf(roomId, PARTITIONS))).size).toBe(PARTITIONS);
  });

  it('are refused by one that owns no partition, which names an owner', async () => {
    for (let index = 0; index < PARTITIONS + 1; index++) await start();
    await settled(0, 1, 1, 1, 1);
    const idle = running.find((replica) => replica.owned().length === 0);
    const named = async (): Promise<string> => {
      const refused = await refusalOf(idle?.client.createRoom(room(ALICE)));
      return refused instanceof WrongOwnerError ? (refused.ownerAddress ?? 'nobody') : 'none';
    };
    await expect.poll(named, PATIENTLY).toMatch(/^replica-\d:9090$/);
    await new ReplicasCaller(running).call((client) => client.createRoom(room(ALICE)), idle);
  });
});
