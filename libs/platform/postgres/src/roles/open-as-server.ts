import { connectPostgres, type PostgresConnection } from '../connections/connect-postgres.js';
import { platformMigrations } from '../installation/platform-migrations.js';
import type { Postgres } from '../postgres.js';
import { migrate } from '../schemas/migrate.js';
import type { MigrationSet } from '../schemas/migration-set.js';
import { grantToRole } from './grant-to-role.js';

/** Role as which the server works in a database that it runs itself. */
const SERVER_ROLE = 'chappe_server';

/**
 * Brings all schemas of an embedded database up to date, and lets the server work on their rows.
 * @param owner superuser of the database
 * @param migrationSets all schemas besides the platform's
 * @returns the same database, as a role that can change no table, read no file and run no program
 */
export async function openAsServer(
  owner: PostgresConnection,
  migrationSets: readonly MigrationSet[],
): Promise<PostgresConnection> {
  const sets = [platformMigrations, ...migrationSets];
  const postgres = await connectPostgres({ ...owner, connectionsMax: 2 });
  try {
    const ran = await migrate(postgres, sets);
    const isNew = await makeRole(postgres, owner.password ?? '');
    const grants = sets.map(({ schema }) => ({ schema, right: 'write' }) as const);
    if (isNew || ran.length > 0) await grantToRole(postgres, SERVER_ROLE, grants);
  } finally {
    await postgres.close();
  }
  return { ...owner, user: SERVER_ROLE };
}

/** @returns false when it was there */
async function makeRole(postgres: Postgres, password: string): Promise<boolean> {
  const found = await postgres.query({ text: 'SELECT FROM pg_roles WHERE rolname = $1', values: [SERVER_ROLE] });
  if (found.length > 0) return false;
  const [row] = await postgres.query<{ statement: string }>({
    text: `SELECT format('CREATE ROLE %I LOGIN PASSWORD %L', $1::text, $2::text) AS statement`,
    values: [SERVER_ROLE, password],
  });
  await postgres.query({ text: row?.statement ?? '' });
  return true;
}
