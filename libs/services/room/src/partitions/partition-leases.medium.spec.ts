import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userLogMigrations } from '@chappe/event-log';
import { connectPostgres, PostgresUnavailableError, type Postgres } from '@chappe/postgres';
import { systemClock } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { Gate, interceptStatements } from '../fixtures/intercept-commits.js';
import { message, room } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';
import { LeaseStore } from './lease.store.js';

const LEASE_MS = 1_000;
const ALICE = '@alice:test.example';
const AWAY = new PostgresUnavailableError(true, undefined);

let database: TestDatabase;
let running: RunningRoom[];

beforeEach(async () => {
  database = await createTestDatabase([userLogMigrations, roomMigrations]);
  running = [];
});
afterEach(async () => {
  for (const one of running) await one.stop();
  await database.drop();
});

async function start(postgres: Postgres = database.postgres): Promise<RunningRoom> {
  const started = await startRoom(postgres, { leaseDurationMs: LEASE_MS });
  running.push(started);
  return started;
}

const intercept = (what: string, run: (statement: () => Promise<object[]>) => Promise<object[]>): Postgres =>
  interceptStatements(database.postgres, `room-lease-${what}`, run);

const send = (owner: RunningRoom, roomId: string): Promise<string> =>
  owner.client.sendEvent(message(roomId, ALICE, { body: 'x' })).then(
    () => 'sent',
    (error: { status: number }) => `refused with ${error.status}`,
  );

async function epochs(): Promise<number[]> {
  const rows = await database.postgres.query<{ epoch: number }>({
    text: 'SELECT epoch FROM room.partitions ORDER BY partition',
  });
  return rows.map((row) => row.epoch);
}

describe('an owner that cannot renew its leases', () => {
  it('stops writing in time, and goes on as the same owner when it can again', async () => {
    let away = false;
    const owner = await start(intercept('renew', (renew) => (away ? Promise.reject(AWAY) : renew())));
    const { roomId } = await owner.client.createRoom(room(ALICE));
    const before = await epochs();
    away = true;
    await expect.poll(() => send(owner, roomId), { timeout: 5 * LEASE_MS }).toBe('refused with 503');
    away = false;
    await expect.poll(() => send(owner, roomId), { timeout: 5 * LEASE_MS }).toBe('sent');
    expect(await epochs()).toEqual(before);
  });

  it('goes on all the same where nobody else can take them', async () => {
    let refusals = 0;
    const refuse = (): Promise<object[]> => {
      refusals += 1;
      return Promise.reject(AWAY);
    };
    const options = { leaseDurationMs: LEASE_MS, takeOverLeases: true };
    const owner = await startRoom(intercept('renew', refuse), options);
    running.push(owner);
    const { roomId } = await owner.client.createRoom(room(ALICE));
    // Three times within a lease: so many mean that it has run out.
    await expect.poll(() => refusals, { timeout: 5 * LEASE_MS }).toBeGreaterThan(4);
    expect(await send(owner, roomId)).toBe('sent');
  });

  it('can renew them, and commit, though reads have taken every other connection', async () => {
    const small = await connectPostgres({ ...database.connection, connectionsMax: 3, connectTimeoutMs: 10_000 });
    const owner = await start(small);
    const { roomId } = await owner.client.createRoom(room(ALICE));
    const before = await epochs();
    const gate = new Gate();
    const reads = Array.from({ length: 3 }, () => small.transaction(() => gate.opened));
    await systemClock.sleep(2 * LEASE_MS);
    expect(await send(owner, roomId)).toBe('sent');
    gate.open();
    await Promise.all(reads);
    expect(await epochs()).toEqual(before);
    running = [];
    await owner.stop();
    await small.close();
  });

  it('asks one question at a time, however long the answer takes', async () => {
    let asking = 0;
    let most = 0;
    await start(
      intercept('renew', async (renew) => {
        most = Math.max(most, ++asking);
        await systemClock.sleep(LEASE_MS / 2);
        return renew().finally(() => asking--);
      }),
    );
    await systemClock.sleep(3 * LEASE_MS);
    expect(most).toBe(1);
  });

  it('does not lose partitions to itself when a late answer is about an earlier lease', async () => {
    const gate = new Gate();
    let held = false;
    const postgres = intercept('renew', async (renew) => {
      if (!held) return renew();
      await gate.opened;
      return [];
    });
    const owner = await start(postgres);
    const { roomId } = await owner.client.createRoom(room(ALICE));
    held = true;
    await systemClock.sleep(2 * LEASE_MS);
    held = false;
    gate.open();
    await expect.poll(() => send(owner, roomId), { timeout: 5 * LEASE_MS }).toBe('sent');
    await systemClock.sleep(LEASE_MS);
    expect(await send(owner, roomId)).toBe('sent');
  });
});

describe('renewing leases', () => {
  it('waits for one partition at a time, so that it cannot end in a deadlock with a commit', async () => {
    const store = new LeaseStore(database.postgres);
    await start(); // installs the partitions
    const held = await store.acquire('test', { durationMs: LEASE_MS, limit: 4, force: true, held: [] });
    const lock = (partition: number) => ({
      text: 'UPDATE room.partitions SET position = position WHERE partition = $1',
      values: [partition],
    });
    const renewal = await database.postgres.transaction(async (commit) => {
      await commit.query(lock(3));
      const renewed = Promise.allSettled([store.renew('test', held, LEASE_MS)]);
      await systemClock.sleep(100);
      for (const partition of [2, 1, 0]) await commit.query(lock(partition));
      return { renewed };
    });
    expect(await renewal.renewed).toMatchObject([{ status: 'fulfilled', value: [0, 1, 2, 3] }]);
  });
});

describe('an owner that stops', () => {
  it('ends though the database is away; another one takes over when the leases have run out', async () => {
    const owner = await start(intercept('release', () => Promise.reject(AWAY)));
    const { roomId } = await owner.client.createRoom(room(ALICE));
    running = [];
    await owner.stop();
    const next = await start();
    await expect.poll(() => send(next, roomId), { timeout: 5 * LEASE_MS }).toBe('sent');
  });

  it('ends though the database does not answer', async () => {
    const gate = new Gate();
    const held = async (run: () => Promise<object[]>): Promise<object[]> => {
      await gate.opened;
      return run();
    };
    const owner = await start(intercept('release', held));
    running = [];
    await owner.stop();
    expect(owner.owned()).toEqual([]);
    gate.open();
  });

  it('ends though requests keep coming, and commits what it acknowledged', async () => {
    const owner = await start();
    const { roomId } = await owner.client.createRoom(room(ALICE));
    let going = true;
    let sent = 0;
    const senders = Array.from({ length: 32 }, async () => {
      while (going) {
        if ((await send(owner, roomId)) === 'sent') sent++;
        else await systemClock.sleep(1);
      }
    });
    await systemClock.sleep(100);
    running = [];
    await owner.stop();
    going = false;
    await Promise.all(senders);
    const [stored] = await database.postgres.query<{ n: number }>({
      text: `SELECT count(*) AS n FROM room.events WHERE type = 'm.room.message'`,
    });
    expect(stored?.n).toBe(sent);
  }, 15_000);
});
