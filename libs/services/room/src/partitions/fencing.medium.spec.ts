import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { userLogMigrations } from '@chappe/event-log';
import { systemClock } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { PausableClock } from '../fixtures/pausable-clock.js';
import { message, room } from '../fixtures/requests.js';
import { startRoom, type RunningRoom } from '../fixtures/start-room.js';
import { roomMigrations } from '../migrations/room-migrations.js';

const LEASE_MS = 1_000;
const ALICE = '@alice:test.example';

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

async function start(clock?: PausableClock): Promise<RunningRoom> {
  const started = await startRoom(database.postgres, { leaseDurationMs: LEASE_MS, ...(clock && { clock }) });
  running.push(started);
  return started;
}

async function bodies(roomId: string): Promise<string[]> {
  const rows = await database.postgres.query<{ json: Buffer }>({
    text: `SELECT json FROM room.events WHERE room_id = $1 AND type = 'm.room.message' ORDER BY position`,
    values: [roomId],
  });
  return rows.map((row) => (JSON.parse(row.json.toString()) as { content: { body: string } }).content.body);
}

async function holders(): Promise<unknown[]> {
  return database.postgres.query({ text: 'SELECT DISTINCT holder FROM room.partitions' });
}

async function expectContiguousLog(): Promise<void> {
  const rows = await database.postgres.query<{ entries: number; last: number; position: number }>({
    text: `SELECT count(l.position) AS entries, coalesce(max(l.position), 0) AS last, p.position
           FROM room.partitions p LEFT JOIN room.log l USING (partition) GROUP BY p.partition`,
  });
  for (const row of rows) expect([row.entries, row.last]).toEqual([row.position, row.position]);
}

/** A second owner that has written into the room after the first was paused past its lease. */
async function succeed(roomId: string): Promise<RunningRoom> {
  const second = await start();
  const send = (): Promise<unknown> => second.client.sendEvent(message(roomId, ALICE, { body: 'by the second owner' }));
  await expect
    .poll(
      () =>
        send().then(
          () => true,
          () => false,
        ),
      { timeout: 5 * LEASE_MS },
    )
    .toBe(true);
  return second;
}

describe('two owners of one room partition', () => {
  it('lets an owner that was paused past its lease commit nothing, though it has not noticed', async () => {
    const clock = new PausableClock();
    const first = await start(clock);
    const { roomId } = await first.client.createRoom(room(ALICE));
    await first.client.sendEvent(message(roomId, ALICE, { body: 'by the first owner' }));

    clock.pause();
    const second = await succeed(roomId);
    clock.resume({ noticing: false });
    const late = Array.from({ length: 10 }, (_, index) =>
      first.client.sendEvent(message(roomId, ALICE, { body: `late ${index}` })),
    );
    const outcomes = await Promise.allSettled(late);
    expect(outcomes.map((outcome) => outcome.status)).toEqual(Array(10).fill('rejected'));

    await second.client.sendEvent(message(roomId, ALICE, { body: 'and again' }));
    expect(await bodies(roomId)).toEqual(['by the first owner', 'by the second owner', 'and again']);
    await expectContiguousLog();
  });

  it('lets it commit nothing before the next owner has written either: the epoch alone is the fence', async () => {
    const clock = new PausableClock();
    const first = await start(clock);
    const { roomId } = await first.client.createRoom(room(ALICE));
    const ownedBefore = await holders();

    clock.pause();
    const second = await start();
    await expect.poll(holders, { timeout: 5 * LEASE_MS }).not.toEqual(ownedBefore);
    clock.resume({ noticing: false });
    await expect(first.client.sendEvent(message(roomId, ALICE, { body: 'late' }))).rejects.toMatchObject({
      status: 503,
    });

    await second.client.sendEvent(message(roomId, ALICE, { body: 'by the second owner' }));
    expect(await bodies(roomId)).toEqual(['by the second owner']);
    await expectContiguousLog();
  });

  it('makes an owner that notices the pause refuse before it asks the database', async () => {
    const clock = new PausableClock();
    const first = await start(clock);
    const { roomId } = await first.client.createRoom(room(ALICE));
    clock.pause();
    await succeed(roomId);
    clock.resume({ noticing: true });
    await expect(first.client.sendEvent(message(roomId, ALICE, { body: 'late' }))).rejects.toMatchObject({
      errcode: 'M_UNKNOWN',
      status: 503,
    });
    await expectContiguousLog();
  });

  it('hands partitions over at once when an owner stops', async () => {
    const first = await start();
    const { roomId } = await first.client.createRoom(room(ALICE));
    const second = await start();
    await first.stop();
    running = [second];
    const startedMs = systemClock.monotonicMs();
    const send = (): Promise<unknown> => second.client.sendEvent(message(roomId, ALICE, { body: 'hello' }));
    await expect
      .poll(
        () =>
          send().then(
            () => true,
            () => false,
          ),
        { timeout: 5 * LEASE_MS },
      )
      .toBe(true);
    expect(systemClock.monotonicMs() - startedMs).toBeLessThan(5 * LEASE_MS);
    expect(await bodies(roomId)).toEqual(['hello']);
  });
});
