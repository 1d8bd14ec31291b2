import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { roomLog, userLog } from '@chappe/contracts';
import { connectPostgres, type Postgres, PostgresUnavailableError } from '@chappe/postgres';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { installPartitions } from '../tables/install-partitions.js';
import { logTablesSql, userLogMigrations } from '../tables/log-tables.js';
import { GENERATIONS_KEPT } from './generation.limits.js';
import { GenerationWatch } from './generation-watch.js';
import type { Generation } from './generations.js';

const PARTITIONS = 3;
const roomLogTables = { schema: 'room', migrations: [{ name: '20261123-000000-log', sql: logTablesSql('room') }] };

let database: TestDatabase;
let told: number[];
let opened: { readonly watch: GenerationWatch; readonly postgres: Postgres }[];

beforeEach(async () => {
  database = await createTestDatabase([roomLogTables, userLogMigrations]);
  for (const topic of [roomLog, userLog]) await installPartitions(database.postgres, topic, PARTITIONS);
  told = [];
  opened = [];
});
afterEach(async () => {
  for (const { watch, postgres } of opened) {
    await watch.close();
    await postgres.close();
  }
  await database.drop();
});

/** As a process of its own has it. */
async function start(): Promise<GenerationWatch> {
  const postgres = await connectPostgres(database.connection);
  const reports = {
    generationBegan: ({ id }: Generation) => void told.push(id),
    lookFailed: (error: unknown) => {
      throw error;
    },
  };
  const watch = await GenerationWatch.start({ postgres, clock: systemClock, randomness: systemRandomness, reports });
  opened.push({ watch, postgres });
  return watch;
}

async function moveTo(position: number): Promise<void> {
  for (const schema of ['room', 'user_log']) {
    await database.postgres.query({ text: `UPDATE ${schema}.partitions SET position = $1`, values: [position] });
  }
}

/** What is written down of the server's run is of another one, as after a restart, a promotion or a restored copy. */
async function restart(): Promise<void> {
  await database.postgres.query({ text: `UPDATE platform.generations SET database_run = 'another'` });
}

const at = (position: number) => ({ room: Array(PARTITIONS).fill(position), user: Array(PARTITIONS).fill(position) });

describe('generations', () => {
  it('begin with 0, which later starts in the same run of PostgreSQL go on with', async () => {
    await moveTo(5);
    expect((await start()).generations.current).toBe(0);
    expect((await start()).generations.known).toMatchObject([{ id: 0, cause: 'installed' }]);
    expect(told).toEqual([]);
  });

  it('begin at a start in another run, where the positions are then, once for all processes', async () => {
    await start();
    await moveTo(7);
    await restart();
    const watches = await Promise.all([start(), start(), start()]);
    await moveTo(9);
    for (const { generations } of watches) {
      expect(generations.known).toHaveLength(2);
      expect(generations.current).toBeGreaterThan(0);
      expect(generations.survivors(0)).toEqual(at(7));
      expect(generations.survivors(1_234)).toBeUndefined();
    }
    expect(new Set(watches.map(({ generations }) => generations.current)).size).toBe(1);
  });

  it('are noticed by a running process on its next connection, before anything else is done there', async () => {
    const watch = await start();
    const { postgres } = watch.ports;
    const seen: unknown[] = [];
    watch.generations.onChange(() => seen.push(watch.generations.begin));
    await moveTo(7);
    await restart();
    // The open connection is taken, so that another one is made.
    const outcomes = await Promise.allSettled([
      postgres.query({ text: 'SELECT pg_sleep(1)' }),
      postgres.query({ text: 'UPDATE room.partitions SET position = position + 1' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(seen).toEqual([at(7)]);
    expect(told).toEqual([watch.generations.current]);
  });

  it('end what is under way on connections that may lead elsewhere, and use these no more', async () => {
    const { postgres } = (await start()).ports;
    const pid = async (tx: Pick<Postgres, 'query'>): Promise<unknown> =>
      (await tx.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' }))[0]?.pid;
    const before = await pid(postgres);
    const outcome = postgres.transaction(async (tx) => {
      await restart();
      const idle = await pid(postgres);
      await tx.query({ text: 'SELECT 1' });
      return idle;
    });
    await expect(outcome).rejects.toBeInstanceOf(PostgresUnavailableError);
    expect(await pid(postgres)).not.toBe(before);
  });

  it('begin when an operator says so, and other processes find out', async () => {
    const [one, other] = [await start(), await start()];
    await moveTo(4);
    const begun = await one.begin('restored', { isForgetting: false });
    expect(begun).toMatchObject({ id: one.generations.current, cause: 'restored', begin: at(4) });
    await expect.poll(() => other.generations.current, { timeout: 10_000 }).toBe(begun.id);
    expect(await other.generations.find(0)).toEqual(at(4));
  });

  it('are found when a token names one that this process has not noticed', async () => {
    const [one, other] = [await start(), await start()];
    const { id } = await one.begin('restored', { isForgetting: false });
    expect(await other.generations.find(id)).toBeNull();
    expect(await other.generations.find(id + 1)).toBeUndefined();
  });

  it('believe nothing of what was given out before when a position went back without a reason', async () => {
    const watch = await start();
    await moveTo(4);
    watch.noteWentBack();
    watch.noteWentBack();
    await expect.poll(() => watch.generations.known.length, { timeout: 10_000 }).toBe(2);
    expect(watch.generations.survivors(0)).toEqual(at(0));
    expect(watch.generations.surviving(0, roomLog, { partition: 0, position: 3 })).toBe(0);
  });

  it('are remembered up to a limit: what is older is not known', async () => {
    await start();
    await database.postgres.query({
      text: `INSERT INTO platform.generations
               (sequence, generation, database_run, cause, began_at_ms, room_positions, user_positions)
             SELECT n, n, 'another', '', 0, '{1}', '{1}' FROM generate_series(1, $1) AS n`,
      values: [GENERATIONS_KEPT - 1],
    });
    const { generations } = await start();
    expect(generations.known).toHaveLength(GENERATIONS_KEPT);
    expect(generations.survivors(0)).toBeUndefined();
    expect(generations.survivors(1)).toEqual({ room: [1], user: [1] });
  });
});
