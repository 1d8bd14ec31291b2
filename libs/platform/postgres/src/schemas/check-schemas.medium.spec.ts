import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandomness } from '@chappe/runtime';
import { connectPostgres } from '../connections/connect-postgres.js';
import { grantToRole } from '../roles/grant-to-role.js';
import { checkSchemas } from './check-schemas.js';
import { migrate } from './migrate.js';
import type { Migration } from './migration-set.js';
import { SchemaTooNewError, SchemaTooOldError, ViewUnreadableError } from './schema-errors.js';

const created: Migration = {
  name: '20260101-000000-things',
  sql: 'CREATE TABLE things (id bigint PRIMARY KEY, name text)',
};
const widened: Migration = { name: '20260201-000000-titles', sql: 'ALTER TABLE things ADD COLUMN title text' };
const narrowed: Migration = {
  name: '20260301-000000-names-end',
  phase: 'contract',
  sql: 'ALTER TABLE things DROP COLUMN name',
};

/** Releases one after the other, by the migrations that they know. */
const older = { schema: 'a', migrations: [created] };
const newer = { schema: 'a', migrations: [created, widened] };
const newest = { schema: 'a', migrations: [created, widened, narrowed] };

describe('a release that does not migrate', () => {
  let database: TestDatabase;
  beforeEach(async () => {
    database = await createTestDatabase([]);
  });
  afterEach(() => database.drop());

  const check = (set: typeof older) => checkSchemas(database.postgres, { migrationSets: [set] });

  it('runs on the schema that a newer one has expanded', async () => {
    await migrate(database.postgres, [newer]);
    await check(older);
    await database.postgres.query({ text: "INSERT INTO a.things (id, name) VALUES (1, 'x')" });
    expect(await migrate(database.postgres, [older])).toEqual([]);
  });

  it('runs while the contracting migrations of its own are still to come', async () => {
    await migrate(database.postgres, [newest], { contract: false });
    for (const set of [older, newer, newest]) await expect(check(set)).resolves.toBeUndefined();
  });

  it('is refused once a newer one has contracted the schema', async () => {
    await migrate(database.postgres, [newest]);
    await check(newest);
    await expect(check(newer)).rejects.toThrow(SchemaTooNewError);
    await expect(check(newer)).rejects.toThrow('has the contracting migration 20260301-000000-names-end');
  });

  it('is refused on a schema that is older than it needs or missing', async () => {
    await expect(check(older)).rejects.toThrow('no schema "a" yet');
    await migrate(database.postgres, [older]);
    await expect(check(newer)).rejects.toThrow(SchemaTooOldError);
    await expect(check(newer)).rejects.toThrow('"a" lacks the migration 20260201-000000-titles: run "migrate"');
    const needed = { migrationSets: [older], otherSchemas: ['b'] };
    await expect(checkSchemas(database.postgres, needed)).rejects.toThrow('no schema "b" yet');
  });

  it('is refused where a view that it reads is missing, lacks a column or is not for its role', async () => {
    const { postgres, connection } = database;
    await migrate(postgres, [older]);
    const needed = { migrationSets: [], views: [{ schema: 'a', name: 'shown', columns: { id: 'bigint' } }] };
    await expect(checkSchemas(postgres, needed)).rejects.toThrow(ViewUnreadableError);
    await postgres.query({ text: 'CREATE VIEW a.shown AS SELECT name FROM a.things' });
    await expect(checkSchemas(postgres, needed)).rejects.toThrow('"a.shown" is missing, older than the code, or');
    await postgres.query({ text: 'CREATE OR REPLACE VIEW a.shown AS SELECT name, id FROM a.things' });
    await expect(checkSchemas(postgres, needed)).resolves.toBeUndefined();
    const user = `test_${systemRandomness.token(12).toLowerCase()}`;
    await postgres.query({ text: `CREATE ROLE ${user} LOGIN PASSWORD 'x'` });
    const reader = await connectPostgres({ ...connection, user, password: 'x', connectionsMax: 1 });
    await expect(checkSchemas(reader, needed)).rejects.toThrow(ViewUnreadableError);
    await grantToRole(postgres, user, [{ schema: 'a', tables: ['shown'], right: 'read' }]);
    await expect(checkSchemas(reader, needed)).resolves.toBeUndefined();
    await reader.close();
    await postgres.query({ text: `DROP OWNED BY ${user}; DROP ROLE ${user}` });
  });
});
