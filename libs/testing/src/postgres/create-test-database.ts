import { createHash } from 'node:crypto';
import { STORED_LOGS } from '@chappe/contracts';
import { logTablesSql } from '@chappe/event-log';
import {
  connectPostgres,
  entitiesOf,
  migrate,
  platformMigrations,
  type MigrationSet,
  type Postgres,
  type PostgresConnection,
  type PostgresOptions,
} from '@chappe/postgres';
import { systemRandomness } from '@chappe/runtime';

/** A database of a test's own. */
export interface TestDatabase {
  readonly postgres: Postgres;
  /** How to reach it, for a second pool. */
  readonly connection: PostgresConnection;
  readonly drop: () => Promise<void>;
}

const CONNECTIONS_MAX = 6;

/**
 * Makes a database with the given schemas, as a copy of a template that is migrated once per run. Only in the `medium`
 * project.
 * @param migrationSets all schemas that the test needs besides the platform's, in the order in which they are migrated
 */
export async function createTestDatabase(
  migrationSets: readonly MigrationSet[],
  options: PostgresOptions = {},
): Promise<TestDatabase> {
  const { inject } = await import('vitest');
  const server = { ...inject('postgresConnection'), connectionsMax: CONNECTIONS_MAX };
  const admin = await connectPostgres({ ...server, connectionsMax: 2 });
  try {
    // As every process has it: the log keeps its generations there.
    const sets = [...new Set([platformMigrations, ...logsBeside(migrationSets), ...migrationSets])];
    const template = await templateOf(admin, server, sets);
    const database = `test_${systemRandomness.token(12).toLowerCase()}`;
    await admin.query({ text: `CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY file_copy` });
    const connection = { ...server, database };
    const postgres = await connectPostgres(connection, { ...options, entities: entitiesOf(migrationSets) });
    return { postgres, connection, drop: () => drop(postgres, server, database) };
  } finally {
    await admin.close();
  }
}

/** Where there is a log, a process reads the positions of all of them: tables of those whose service is not there. */
function logsBeside(migrationSets: readonly MigrationSet[]): MigrationSet[] {
  const missing = STORED_LOGS.filter((log) => !migrationSets.some(({ schema }) => schema === log.schema));
  if (missing.length === STORED_LOGS.length) return [];
  return missing.map(({ schema }) => ({
    schema,
    migrations: [{ name: '20261123-000000-log', sql: logTablesSql(schema) }],
  }));
}

/** Workers of one run share templates; the advisory lock lets one of them make each. */
async function templateOf(
  admin: Postgres,
  server: PostgresConnection,
  migrationSets: readonly MigrationSet[],
): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(migrationSets)).digest('hex').slice(0, 20);
  const template = `template_${digest}`;
  return admin.transaction(async (lock) => {
    await lock.query({ text: 'SET LOCAL idle_in_transaction_session_timeout = 0' });
    await lock.query({ text: 'SELECT pg_advisory_xact_lock(hashtext($1))', values: [template] });
    const found = await lock.query({ text: 'SELECT 1 FROM pg_database WHERE datname = $1', values: [template] });
    if (found.length > 0) return template;
    const draft = `${template}_draft`;
    await admin.query({ text: `DROP DATABASE IF EXISTS ${draft} WITH (FORCE)` });
    await admin.query({ text: `CREATE DATABASE ${draft} STRATEGY file_copy` });
    const postgres = await connectPostgres({ ...server, database: draft });
    try {
      await migrate(postgres, migrationSets);
    } finally {
      await postgres.close();
    }
    await admin.query({ text: `ALTER DATABASE ${draft} RENAME TO ${template}` });
    return template;
  });
}

async function drop(postgres: Postgres, server: PostgresConnection, database: string): Promise<void> {
  await postgres.close();
  const admin = await connectPostgres({ ...server, connectionsMax: 2 });
  try {
    await admin.query({ text: `DROP DATABASE IF EXISTS ${database} WITH (FORCE)` });
  } finally {
    await admin.close();
  }
}
