import { appliedMigrations, refuseContracted } from './applied-migrations.js';
import type { MigrationSet } from './migration-set.js';
import type { Postgres } from '../postgres.js';
import { SchemaTooOldError, ViewUnreadableError } from './schema-errors.js';
import type { Tx } from '../connections/statement.js';

/** What a process that does not migrate needs of its database. */
export interface NeededSchemas {
  /** Schemas whose expanding migrations must all have run. */
  readonly migrationSets: readonly MigrationSet[];
  /** Schemas of other services that are only read: they must exist. */
  readonly otherSchemas?: readonly string[];
  /** Views that other services publish: this role must be able to read these columns. */
  readonly views?: readonly ReadView[];
}

/** A view of another service. */
export interface ReadView {
  readonly schema: string;
  readonly name: string;
  /** By name. */
  readonly columns: Readonly<Record<string, unknown>>;
}

/**
 * Checks that this release can run on the schemas as they are, without changing anything. Contracting migrations may
 * be missing (they run after the upgrade); unknown ones must be expanding (a newer release was here).
 * @throws SchemaTooOldError, SchemaTooNewError, ViewUnreadableError
 */
export async function checkSchemas(postgres: Postgres, needed: NeededSchemas): Promise<void> {
  await postgres.transaction(
    async (tx) => {
      for (const set of needed.migrationSets) await checkSet(tx, set);
      for (const schema of needed.otherSchemas ?? []) {
        const applied = await appliedMigrations(tx, schema);
        if (applied.size === 0) throw new SchemaTooOldError(schema, undefined);
      }
      for (const view of needed.views ?? []) await checkView(tx, view);
    },
    { readOnly: true },
  );
}

async function checkSet(tx: Tx, set: MigrationSet): Promise<void> {
  const applied = await appliedMigrations(tx, set.schema);
  refuseContracted(set, applied);
  if (applied.size === 0 && set.migrations.length > 0) throw new SchemaTooOldError(set.schema, undefined);
  const missing = set.migrations.find(({ name, phase }) => phase !== 'contract' && !applied.has(name));
  if (missing) throw new SchemaTooOldError(set.schema, missing.name);
}

async function checkView(tx: Tx, { schema, name, columns }: ReadView): Promise<void> {
  // Lists columns only to who may read them.
  const rows = await tx.query<{ name: string }>({
    text: `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = $1 AND table_name = $2`,
    values: [schema, name],
  });
  const readable = new Set(rows.map((row) => row.name));
  if (!Object.keys(columns).every((column) => readable.has(column))) throw new ViewUnreadableError(schema, name);
}
