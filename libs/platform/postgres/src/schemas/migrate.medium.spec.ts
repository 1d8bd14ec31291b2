import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres } from '../connections/connect-postgres.js';
import { migrate } from './migrate.js';
import { SchemaTooNewError } from './schema-errors.js';

const first = { name: '20260101-000000-first', sql: 'CREATE TABLE things (id bigint PRIMARY KEY)' };
const second = {
  name: '20260102-000000-second',
  sql: 'ALTER TABLE things ADD COLUMN name text; INSERT INTO things VALUES (1)',
};
const contracting = {
  name: '20260103-000000-third',
  phase: 'contract',
  sql: 'ALTER TABLE things DROP COLUMN name',
} as const;
const last = { name: '20260104-000000-last', sql: 'CREATE TABLE others (id bigint PRIMARY KEY)' };

describe('migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase([]);
  });
  afterEach(() => database.drop());

  const columns = async (): Promise<number> =>
    (
      await database.postgres.query({
        text: "SELECT 1 FROM information_schema.columns WHERE table_schema = 'a' AND table_name = 'things'",
      })
    ).length;

  it('runs what is missing, in order, once', async () => {
    expect(await migrate(database.postgres, [{ schema: 'a', migrations: [first] }])).toEqual([`a/${first.name}`]);
    expect(await migrate(database.postgres, [{ schema: 'a', migrations: [first, second] }])).toEqual([
      `a/${second.name}`,
    ]);
    expect(await migrate(database.postgres, [{ schema: 'a', migrations: [first, second] }])).toEqual([]);
    expect(await columns()).toBe(2);
  });

  it('leaves nothing of a migration that fails', async () => {
    const broken = { name: '20260103-000000-broken', sql: 'CREATE TABLE other (id int); SELECT 1/0' };
    await expect(migrate(database.postgres, [{ schema: 'a', migrations: [first, broken] }])).rejects.toThrow(
      'division',
    );
    const repaired = { ...broken, sql: 'CREATE TABLE other (id int)' };
    expect(await migrate(database.postgres, [{ schema: 'a', migrations: [first, repaired] }])).toEqual([
      `a/${broken.name}`,
    ]);
  });

  it('refuses a schema that a newer release has contracted, before it changes anything', async () => {
    await migrate(database.postgres, [{ schema: 'a', migrations: [first, second, contracting] }]);
    const older = migrate(database.postgres, [
      { schema: 'b', migrations: [first] },
      { schema: 'a', migrations: [first, second] },
    ]);
    await expect(older).rejects.toThrow(SchemaTooNewError);
    expect(await database.postgres.query({ text: "SELECT to_regclass('b.things')::text AS name" })).toEqual([
      { name: null },
    ]);
  });

  it('leaves contracting migrations for later when it is asked to', async () => {
    const sets = [{ schema: 'a', migrations: [first, second, contracting, last] }];
    expect(await migrate(database.postgres, sets, { contract: false })).toEqual(
      [first, second, last].map(({ name }) => `a/${name}`),
    );
    expect(await migrate(database.postgres, sets)).toEqual([`a/${contracting.name}`]);
    expect(await columns()).toBe(1);
  });

  it('takes what was done before there were phases for expanding', async () => {
    await migrate(database.postgres, [{ schema: 'a', migrations: [first] }]);
    await database.postgres.query({ text: 'ALTER TABLE a.migrations DROP COLUMN phase' });
    expect(await migrate(database.postgres, [{ schema: 'a', migrations: [] }])).toEqual([]);
    expect(await migrate(database.postgres, [{ schema: 'a', migrations: [first, second] }])).toEqual([
      `a/${second.name}`,
    ]);
  });

  it('lets others read on while it waits for a table that is in use', async () => {
    const { postgres } = database;
    await migrate(postgres, [{ schema: 'a', migrations: [first] }]);
    let isInUse = true;
    const use = postgres.transaction(async (tx) => {
      await tx.query({ text: 'SELECT FROM a.things' });
      while (isInUse) await tx.query({ text: 'SELECT pg_sleep(0.1)' });
    });
    const ran = migrate(postgres, [{ schema: 'a', migrations: [first, second] }]);
    const isWaiting = {
      text: `SELECT FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'
             AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    };
    await expect.poll(async () => (await postgres.query(isWaiting)).length, { timeout: 30_000 }).toBe(1);
    await postgres.query({ text: 'SELECT FROM a.things' });
    isInUse = false;
    expect(await ran).toEqual([`a/${second.name}`]);
    await use;
  });

  it('lets several processes migrate at once', async () => {
    const others = await Promise.all([1, 2, 3].map(() => connectPostgres(database.connection)));
    const ran = await Promise.all(others.map((each) => migrate(each, [{ schema: 'a', migrations: [first, second] }])));
    expect(ran.flat().sort()).toEqual([`a/${first.name}`, `a/${second.name}`]);
    await Promise.all(others.map((each) => each.close()));
  });

  it('refuses a migration that contracts and does not say so', async () => {
    const { name, sql } = contracting;
    await expect(migrate(database.postgres, [{ schema: 'a', migrations: [first, { name, sql }] }])).rejects.toThrow(
      `${name} does not only expand: ALTER TABLE things DROP COLUMN name`,
    );
  });

  it('refuses odd names and a wrong order', async () => {
    const odd = migrate(database.postgres, [{ schema: 'a', migrations: [{ name: 'first', sql: '' }] }]);
    await expect(odd).rejects.toThrow('not a migration name');
    await expect(migrate(database.postgres, [{ schema: 'a', migrations: [second, first] }])).rejects.toThrow(
      'not in order',
    );
    await expect(migrate(database.postgres, [{ schema: 'a-b', migrations: [] }])).rejects.toThrow('not a schema name');
  });
});
