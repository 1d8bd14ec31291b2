import { SchemaTooNewError } from './schema-errors.js';
import type { MigrationPhase, MigrationSet } from './migration-set.js';
import type { Tx } from '../connections/statement.js';

/** Names of the migrations that a schema has seen, each with its phase. */
export type AppliedMigrations = ReadonlyMap<string, MigrationPhase>;

/** What was done to a schema; empty when it does not exist. Rows without a phase are older than phases: expanding. */
export async function appliedMigrations(tx: Tx, schema: string): Promise<AppliedMigrations> {
  // The catalogue as a table: to_regclass may answer from a cache that is older than the lock.
  const found = await tx.query({
    text: "SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = $1 AND tablename = 'migrations'",
    values: [schema],
  });
  if (found.length === 0) return new Map();
  const rows = await tx.query<{ name: string; phase: MigrationPhase }>({
    text: `SELECT name, coalesce(to_jsonb(m) ->> 'phase', 'expand') AS phase FROM ${schema}.migrations m ORDER BY name`,
  });
  return new Map(rows.map(({ name, phase }) => [name, phase]));
}

/**
 * A newer release may have expanded the schema, but not contracted it.
 * @throws SchemaTooNewError
 */
export function refuseContracted({ schema, migrations }: MigrationSet, applied: AppliedMigrations): void {
  const known = new Set(migrations.map((migration) => migration.name));
  for (const [name, phase] of applied) {
    if (phase === 'contract' && !known.has(name)) throw new SchemaTooNewError(schema, name);
  }
}
