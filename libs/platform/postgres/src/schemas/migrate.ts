import { appliedMigrations, refuseContracted } from './applied-migrations.js';
import { contractingStatement } from './contracting-statement.js';
import type { Migration, MigrationSet } from './migration-set.js';
import { isLockTimeout, isRetryable } from '../connections/postgres-errors.js';
import type { Postgres } from '../postgres.js';
import type { Tx } from '../connections/statement.js';

/** Longest wait for another process that migrates the same database. */
export const MIGRATION_LOCK_WAIT_MS = 60_000;
/** Longest wait for a table that is in use: whoever wants it meanwhile, if only to read, waits behind the migration. */
const TABLE_LOCK_WAIT_MS = 1_000;
/** A migration takes as long as it takes: weeks are the longest that a timer can be set to. */
const PATIENCE_MS = 2 ** 31 - 1;
/** How often a migration that did not get its tables is tried; those who waited behind it come in between. */
const TABLE_LOCK_TRIES = 60;
const TABLE_LOCK_PAUSE = { text: 'SELECT pg_sleep(0.5)' };
/** Key of the advisory lock that lets one process migrate at a time ("chappe" as bytes). */
const MIGRATION_LOCK_KEY = 0x636861707065;

const MIGRATION_NAME = /^\d{8}-\d{6}-[a-z0-9]+(-[a-z0-9]+)*$/;
const SCHEMA_NAME = /^[a-z][a-z0-9_]*$/;

export interface MigrateOptions {
  /** Whether contracting migrations run too: right when no process of an earlier release is left. Default true. */
  readonly contract?: boolean;
}

/**
 * Brings the schemas up to date, each migration in a transaction of its own, one process at a time.
 * @returns names of the migrations that ran, as `schema/name`
 * @throws SchemaTooNewError before anything is changed; DatabaseError when a table stays in use
 */
export async function migrate(
  postgres: Postgres,
  sets: readonly MigrationSet[],
  { contract = true }: MigrateOptions = {},
): Promise<string[]> {
  for (const set of sets) checkSet(set);
  const ran: string[] = [];
  const pending = await underLock(postgres, (tx) => plan(tx, sets));
  for (const { set, migration } of pending) {
    if (migration.phase === 'contract' && !contract) continue;
    if (await applyPatiently(postgres, set, migration)) ran.push(`${set.schema}/${migration.name}`);
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
  for (const { name, sql } of set.migrations.filter(({ phase }) => phase !== 'contract')) {
    const statement = contractingStatement(sql);
    if (statement !== undefined) throw new Error(`the migration ${name} does not only expand: ${statement}`);
  }
}

/**
 * A transaction that may change schemas and rights, one at a time in a database. The lock ends with it, whatever
 * happens to the process.
 */
export function underLock<T>(postgres: Postgres, work: (tx: Tx) => Promise<T>): Promise<T> {
  return postgres.transaction(async (tx) => {
    await tx.query({ text: `SET LOCAL statement_timeout = ${MIGRATION_LOCK_WAIT_MS}` });
    await tx.query({ text: 'SELECT pg_advisory_xact_lock($1)', values: [MIGRATION_LOCK_KEY], patienceMs: PATIENCE_MS });
    await tx.query({ text: `SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = ${TABLE_LOCK_WAIT_MS}` });
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
    const done = await appliedMigrations(tx, set.schema);
    refuseContracted(set, done);
    pending.push(...set.migrations.filter((each) => !done.has(each.name)).map((migration) => ({ set, migration })));
  }
  return pending;
}

async function applyPatiently(postgres: Postgres, set: MigrationSet, migration: Migration): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await underLock(postgres, (tx) => apply(tx, set, migration));
    } catch (error) {
      if (tries >= TABLE_LOCK_TRIES || !(isLockTimeout(error) || isRetryable(error))) throw error;
    }
    await postgres.query(TABLE_LOCK_PAUSE);
  }
}

/** @returns false when another process was faster */
async function apply(tx: Tx, set: MigrationSet, migration: Migration): Promise<boolean> {
  const { schema } = set;
  if ((await appliedMigrations(tx, schema)).has(migration.name)) return false;
  await tx.query({
    text: `CREATE SCHEMA IF NOT EXISTS ${schema};
           CREATE TABLE IF NOT EXISTS ${schema}.migrations (
             name text PRIMARY KEY, -- name in the code, which is also the order
             applied_at timestamptz NOT NULL DEFAULT now() -- for the operator
           );
           -- expand or contract; rows from before phases are expanding ones
           ALTER TABLE ${schema}.migrations ADD COLUMN IF NOT EXISTS phase text NOT NULL DEFAULT 'expand';
           COMMENT ON TABLE ${schema}.migrations IS 'Steps of this schema''s history that have been applied';
           SET LOCAL search_path TO ${schema}`,
  });
  await tx.query({ text: migration.sql, patienceMs: PATIENCE_MS });
  await tx.query({
    text: `INSERT INTO ${schema}.migrations (name, phase) VALUES ($1, $2)`,
    values: [migration.name, migration.phase ?? 'expand'],
  });
  return true;
}
