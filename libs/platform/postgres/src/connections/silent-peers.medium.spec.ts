import { type Cable, createTestDatabase, layCable, type TestDatabase } from '@chappe/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres } from './connect-postgres.js';
import type { Postgres } from '../postgres.js';

const set = {
  schema: 'things',
  migrations: [
    {
      name: '20260101-000000-things',
      sql: 'CREATE TABLE things (id bigint PRIMARY KEY); INSERT INTO things VALUES (1)',
    },
  ],
};
const LOCK = { text: 'SELECT id FROM things.things WHERE id = 1 FOR UPDATE' };
const LOST = { name: 'PostgresUnavailableError', mayHaveCommitted: true };

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase([set]);
});
afterAll(() => database.drop());

describe('when the machine of PostgreSQL vanishes without a word', () => {
  let cable: Cable;
  let own: Postgres;
  beforeEach(async () => {
    cable = await layCable(database.connection);
    own = await connectPostgres({ ...cable.connection, statementTimeoutMs: 500, connectionsMax: 2 });
  });
  afterEach(async () => {
    cable.remove();
    await own.close();
  });

  it('a statement is given up in time, and with it the connections that were idle', async () => {
    const ask = () => own.query({ text: 'SELECT pg_sleep(0.1)' });
    await Promise.all([ask(), ask()]);
    cable.goDead();
    await expect(ask()).rejects.toMatchObject(LOST);
    await Promise.all([ask(), ask(), own.reserved.query({ text: 'SELECT 1' })]);
  }, 10_000);

  it('a transaction is given up once, not again for its end', async () => {
    let givenUpMs = 0;
    const work = own.transaction(async (tx) => {
      await tx.query({ text: 'SELECT 1' });
      cable.goDead();
      await tx.query({ text: 'SELECT 2' }).catch((error: unknown) => {
        givenUpMs = performance.now();
        throw error;
      });
    });
    await expect(work).rejects.toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: false });
    expect(performance.now() - givenUpMs).toBeLessThan(1_000);
  }, 10_000);
});

describe('a process that stops in the middle of a transaction', () => {
  it('keeps others from the rows that it has locked for a few seconds only', async () => {
    const paused = await connectPostgres({ ...database.connection, connectionsMax: 1 });
    let goOn: (() => void) | undefined;
    const outcome = paused
      .transaction(async (tx) => {
        await tx.query(LOCK);
        await new Promise<void>((resolve) => (goOn = resolve));
        await tx.query(LOCK);
      })
      .catch((error: unknown) => error);
    await expect.poll(() => goOn).toBeDefined();
    expect(await database.postgres.query(LOCK)).toEqual([{ id: 1 }]);
    goOn?.();
    expect(await outcome).toMatchObject({ name: 'PostgresUnavailableError', mayHaveCommitted: false });
    await paused.close();
  }, 25_000);
});
