import type { Migration, MigrationSet } from './migration-set.js';
import type { Postgres } from './postgres.js';
import type { Tx } from './statement.js';

/** Longest wait for another process that migrates the same database. */
export const MIGRATION_LOCK_WAIT_MS = 60_000;
/** Key of the advisory lock that lets one process migrate at a time ("chappe" as bytes). */
const MIGRATION_LOCK_KEY = 0x636861707065;

const MIGRATION_NAME = /^\d{8}-\d{6}-[a-z0-9]+(-[a-z0-9]+)*$/;
const SCHEMA_NAME = /^[a-z][a-z0-9_]*$/;

/** The database was used by a newer release: this one must not touch it. */
export class SchemaTooNewError extends Error {
  constructor(schema: string, migration: string) {
    super(`schema newer than the code: "${schema}" has the migration ${migration}, which this release does not know`);
    this.name = 'SchemaTooNewError';
  }
}

/**
 * Brings the schemas up to date, each migration in a transaction of its own, one process at a time.
 * @returns names of the migrations that ran, as `schema/name`
 * @throws SchemaTooNewError before anything is changed
 */
export async function migrate(postgres: Postgres, sets: readonly MigrationSet[]): Promise<string[]> {
  for (const set of sets) checkSet(set);
  const ran: string[] = [];
  const pending = await underLock(postgres, (tx) => plan(tx, sets));
  for (const { set, migration } of pending) {
    if (await underLock(postgres, (tx) => apply(tx, set, migration))) ran.push(`${set.schema}/${migration.name}`);
  }
  return ran;
}

function checkSet(set: MigrationSet): void {
  if (!SCHEMA_NAME.test(set.schema)) throw new Error(`"${set.schema}" is not a schema name`);
  const names = set.migrations.map((migration) => migration.name);
  const odd = names.find((name) => !MIGRATION_NAME.test(name));
  if (odd !== undefined) throw new Error(`"${odd}" is not a migration name (yyyymmdd-hhmmss-what)`);
  if (names.some((name, i) => i > 0 && name <= (names[i - 1] ?? ''))) {
    throw new Error(`the migrations of "${set.schema}" are not in order of their names`);
  }
}

/** The lock ends with the transaction, whatever happens to the process. */
function underLock<T>(postgres: Postgres, work: (tx: Tx) => Promise<T>): Promise<T> {
  return postgres.transaction(async (tx) => {
    await tx.query({ text: `SET LOCAL statement_timeout = ${MIGRATION_LOCK_WAIT_MS}` });
    await tx.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK_KEY] });
    await tx.query({ text: 'SET LOCAL statement_timeout = 0' });
    return work(tx);
  });
}

interface Pending {
  readonly set: MigrationSet;
  readonly migration: Migration;
}

async function plan(tx: Tx, sets: readonly MigrationSet[]): Promise<Pending[]> {
  const pending: Pending[] = [];
  for (const set of sets) {
    const done = await applied(tx, set.schema);
    const known = new Set(set.migrations.map((migration) => migration.name));
    const unknown = [...done].find((name) => !known.has(name));
    if (unknown !== undefined) throw new SchemaTooNewError(set.schema, unknown);
    pending.push(...set.migrations.filter((each) => !done.has(each.name)).map((migration) => ({ set, migration })));
  }
  return pending;
}

async function applied(tx: Tx, schema: string): Promise<Set<string>> {
  // The catalogue as a table: to_regclass may answer from a cache that is older than the lock.
  const found = await tx.query({
    text: "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = 'migrations'",
    values: [schema],
  });
  if (found.length === 0) return new Set();
  const rows = await tx.query<{ name: string }>({ text: `SELECT name FROM ${schema}.migrations` });
  return new Set(rows.map((row) => row.name));
}

/** @returns false when another process was faster */
async function apply(tx: Tx, set: MigrationSet, migration: Migration): Promise<boolean> {
  const { schema } = set;
  if ((await applied(tx, schema)).has(migration.name)) return false;
  await tx.query({
    text: `CREATE SCHEMA IF NOT EXISTS ${schema};
           CREATE TABLE IF NOT EXISTS ${schema}.migrations (
             name text PRIMARY KEY, -- name in the code, which is also the order
             applied_at timestamptz NOT NULL DEFAULT now() -- for the operator
           );
           COMMENT ON TABLE ${schema}.migrations IS 'Steps of this schema''s history that have been applied';
           SET LOCAL search_path TO ${schema}`,
  });
  await tx.query({ text: migration.sql });
  await tx.query({ text: `INSERT INTO ${schema}.migrations (name) VALUES ($1)`, values: [migration.name] });
  return true;
}
