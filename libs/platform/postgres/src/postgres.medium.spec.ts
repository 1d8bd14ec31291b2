import { systemClock } from '@chappe/runtime';
import { createLogger, Outages, reasonOf } from '@chappe/telemetry';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectPostgres } from './connections/connect-postgres.js';
import { isRetryable, isUniqueViolation, PostgresUnavailableError } from './connections/postgres-errors.js';

const set = {
  schema: 'things',
  migrations: [{ name: '20260101-000000-things', sql: 'CREATE TABLE things (id bigint PRIMARY KEY, body bytea)' }],
};

describe('Postgres', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase([set]);
  });
  afterAll(() => database.drop());

  const count = async (): Promise<number> => {
    const [row] = await database.postgres.query<{ n: number }>({ text: 'SELECT count(*) AS n FROM things.things' });
    return row?.n ?? -1;
  };

  it('gives bigint as number, bytea as Buffer, and takes bytes and arrays', async () => {
    const rows = await database.postgres.query({
      name: 'test.values',
      text: `SELECT $1::bigint AS position, $2::bytea AS body, $3::bytea[] AS bodies, $4::text[] AS texts,
               $5::text AS missing`,
      values: [Number.MAX_SAFE_INTEGER, Uint8Array.of(0, 255), [Buffer.from('a')], ['x', 'ÿ"\\'], undefined],
    });
    expect(rows).toEqual([
      {
        position: 9007199254740991,
        body: Buffer.from([0, 255]),
        bodies: [Buffer.from('a')],
        texts: ['x', 'ÿ"\\'],
        missing: null,
      },
    ]);
  });

  it('refuses a bigint that does not fit a number', async () => {
    const { postgres } = database;
    await expect(postgres.query({ text: "SELECT '9007199254740992'::bigint" })).rejects.toThrow('does not fit');
    expect(await postgres.query({ text: 'SELECT 1::bigint AS one' })).toEqual([{ one: 1 }]);
  });

  it('commits when the work resolves and rolls back when it rejects', async () => {
    const insert = (id: number) => ({ text: 'INSERT INTO things.things (id) VALUES ($1)', values: [id] });
    await database.postgres.transaction((tx) => tx.query(insert(1)));
    const failing = database.postgres.transaction(async (tx) => {
      await tx.query(insert(2));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await count()).toBe(1);
  });

  it('rejects when the error of a failed statement was swallowed', async () => {
    const before = await count();
    const swallowing = database.postgres.transaction(async (tx) => {
      await tx.query({ text: 'INSERT INTO things.things (id) VALUES (77)' });
      await tx.query({ text: 'SELECT 1/0' }).catch(() => undefined);
      return 'committed';
    });
    await expect(swallowing).rejects.toThrow('not passed on');
    expect(await count()).toBe(before);
  });

  it('refuses statements after the transaction has ended', async () => {
    const tx = await database.postgres.transaction((inner) => Promise.resolve(inner));
    await expect(tx.query({ text: 'SELECT 1' })).rejects.toThrow('has ended');
  });

  it('tells a unique violation and a serialization failure from other errors', async () => {
    const insert = { text: 'INSERT INTO things.things (id) VALUES (10)' };
    await database.postgres.query(insert);
    const repeated: unknown = await database.postgres.query(insert).catch((error: unknown) => error);
    expect([
      isUniqueViolation(repeated),
      isUniqueViolation(repeated, 'things_pkey'),
      isUniqueViolation(repeated, 'x'),
    ]).toEqual([true, true, false]);
    expect(isRetryable(repeated)).toBe(false);
    const conflicting: unknown = await database.postgres
      .transaction(
        async (tx) => {
          await tx.query({ text: 'SELECT 1' });
          await database.postgres.query({ text: "UPDATE things.things SET body = 'a' WHERE id = 10" });
          await tx.query({ text: "UPDATE things.things SET body = 'b' WHERE id = 10" });
        },
        { isolation: 'repeatable read' },
      )
      .catch((error: unknown) => error);
    expect(isRetryable(conflicting)).toBe(true);
  });

  it('says whether a lost connection may have committed, and connects again', async () => {
    const own = await connectPostgres({ ...database.connection, applicationName: 'victim', connectionsMax: 2 });
    const kill = (running: string) =>
      database.postgres.query({
        text: `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE application_name = 'victim' AND query LIKE $1`,
        values: [running],
      });
    const inTransaction: unknown = await own
      .transaction(async (tx) => {
        await kill('%');
        await tx.query({ text: 'SELECT 1' });
      })
      .catch((error: unknown) => error);
    expect(inTransaction).toBeInstanceOf(PostgresUnavailableError);
    expect(isRetryable(inTransaction)).toBe(true);
    const sleeping = own.query({ text: 'SELECT pg_sleep(20)' }).catch((error: unknown) => error);
    // Not while it still connects: then it is certain that nothing was committed.
    await expect.poll(() => kill('SELECT pg_sleep%'), { timeout: 10_000 }).not.toEqual([]);
    const alone = await sleeping;
    expect(alone).toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: true });
    expect(await own.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await own.close();
  });

  it('answers on reserved connections though all others are taken', async () => {
    const own = await connectPostgres({ ...database.connection, connectionsMax: 2, connectTimeoutMs: 1_000 });
    await own.transaction(() =>
      own.transaction(async () => {
        await expect(own.query({ text: 'SELECT 1' })).rejects.toThrow(PostgresUnavailableError);
        const answers = Array.from({ length: 10 }, () => own.reserved.query({ text: 'SELECT 1 AS one' }));
        expect(await Promise.all(answers)).toEqual(Array(10).fill([{ one: 1 }]));
      }),
    );
    await own.close();
    await expect(own.reserved.query({ text: 'SELECT 1' })).rejects.toThrow(PostgresUnavailableError);
    await own.close();
  });

  it('gives a reserved connection up that stays silent', async () => {
    const own = await connectPostgres({ ...database.connection, statementTimeoutMs: 100 });
    const silent = own.reserved.query({ text: 'SET statement_timeout = 0; SELECT pg_sleep(20)' });
    await expect(silent).rejects.toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: true });
    expect(await own.reserved.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await own.close();
  });

  it('counts as unavailable for a statement that takes too long, names it, and nothing of it is kept', async () => {
    const outage = {
      reasons: [] as string[],
      failed: (error: unknown) => outage.reasons.push(reasonOf(error)),
      worked() {},
    };
    const own = await connectPostgres({ ...database.connection, statementTimeoutMs: 100 }, { outage });
    const slow = own.query({ label: 'slow', text: 'SELECT pg_sleep(20)' });
    await expect(slow).rejects.toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: false });
    expect(outage.reasons).toEqual([expect.stringContaining('the statement slow took longer than one may')]);
    expect(await own.query({ text: 'SELECT 1 AS one' })).toEqual([{ one: 1 }]);
    await own.close();
  });

  it('tells once of a pool that is full, however many statements find no connection', async () => {
    const lines: string[] = [];
    const logger = createLogger({ logLevel: 'info', logFormat: 'json' }, { write: (line) => void lines.push(line) });
    const outages = new Outages(logger, systemClock);
    const limits = { connectionsMax: 1, connectTimeoutMs: 1_000 };
    const options = { outage: outages.of('PostgreSQL') };
    const small = await connectPostgres({ ...database.connection, ...limits }, options);
    await small.transaction(async () => {
      const waiting = Array.from({ length: 20 }, () => small.query({ text: 'SELECT 1' }));
      for (const outcome of await Promise.allSettled(waiting)) {
        expect(outcome.status).toBe('rejected');
        logger.error({ err: (outcome as PromiseRejectedResult).reason as Error }, 'a request failed unexpectedly');
      }
    });
    await small.close();
    expect(lines).toEqual([
      expect.stringContaining('every connection of this process is in use (postgres.connectionsMax: 1)'),
    ]);
  });

  it('is unavailable when nothing listens or no connection is free in time', async () => {
    const nowhere = connectPostgres({ ...database.connection, host: '/nonexistent' });
    await expect(nowhere).rejects.toThrow(PostgresUnavailableError);
    const small = await connectPostgres({ ...database.connection, connectionsMax: 1, connectTimeoutMs: 1_000 });
    await small.transaction(async () => {
      const waiting: unknown = await small.query({ text: 'SELECT 1' }).catch((error: unknown) => error);
      expect(waiting).toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: false });
    });
    await small.close();
  });
});
