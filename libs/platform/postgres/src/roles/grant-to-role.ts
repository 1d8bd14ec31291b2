import { ConfigError } from '@chappe/config';
import type { Tx } from '../connections/statement.js';
import type { Postgres } from '../postgres.js';
import { underLock } from '../schemas/migrate.js';

/** What a role may do with tables and views of a schema. */
export interface Grant {
  readonly schema: string;
  /** Default: all, though views, and what says which migrations ran, can only be read. */
  readonly tables?: readonly string[];
  /** `write`: rows can be read, inserted, changed and deleted. */
  readonly right: 'read' | 'write';
}

/**
 * Lets a role do this in the database and takes everything else from it; what it does meanwhile is not interrupted.
 * @throws ConfigError when the role does not exist, or when nothing can be kept from it
 */
export async function grantToRole(postgres: Postgres, role: string, grants: readonly Grant[]): Promise<void> {
  await underLock(postgres, async (tx) => {
    await checkRole(tx, role);
    const grantee = quoted(role);
    for (const schema of await schemasOf(tx)) {
      await tx.query({
        text: `REVOKE ALL ON ALL TABLES IN SCHEMA ${schema} FROM ${grantee};
               REVOKE ALL ON SCHEMA ${schema} FROM ${grantee}`,
      });
    }
    for (const grant of grants) await tx.query({ text: statementsOf(grant, grantee) });
    for (const view of await viewsOf(tx)) {
      await tx.query({ text: `REVOKE INSERT, UPDATE, DELETE ON ${view} FROM ${grantee}` });
    }
  });
}

async function checkRole(tx: Tx, role: string): Promise<void> {
  const [found] = await tx.query<{ is_superuser: boolean; is_owner: boolean }>({
    text: 'SELECT rolsuper AS is_superuser, rolname = current_user AS is_owner FROM pg_roles WHERE rolname = $1',
    values: [role],
  });
  if (!found) throw new ConfigError(`there is no role "${role}" in the database: make it, with the right to log in`);
  if (!found.is_superuser && !found.is_owner) return;
  const why = found.is_superuser ? 'is a superuser' : 'owns the schemas (postgres.migration.user must be another one)';
  throw new ConfigError(`the role "${role}" ${why}: nothing can be kept from it`);
}

/** Ours: those with migrations. */
async function schemasOf(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ schema: string }>({
    text: "SELECT schemaname AS schema FROM pg_tables WHERE tablename = 'migrations' ORDER BY schemaname",
  });
  return rows.map(({ schema }) => quoted(schema));
}

/** What services publish: nobody writes through it. */
async function viewsOf(tx: Tx): Promise<string[]> {
  const rows = await tx.query<{ schema: string; name: string }>({
    text: `SELECT schemaname AS schema, viewname AS name FROM pg_views
           JOIN pg_tables USING (schemaname) WHERE tablename = 'migrations' ORDER BY 1, 2`,
  });
  return rows.map(({ schema, name }) => `${quoted(schema)}.${quoted(name)}`);
}

function statementsOf({ schema, tables, right }: Grant, grantee: string): string {
  const rights = right === 'write' ? 'SELECT, INSERT, UPDATE, DELETE' : 'SELECT';
  const named = tables?.map((table) => `${quoted(schema)}.${quoted(table)}`).join(', ');
  const statements = [
    `GRANT USAGE ON SCHEMA ${quoted(schema)} TO ${grantee}`,
    `GRANT ${rights} ON ${named ?? `ALL TABLES IN SCHEMA ${quoted(schema)}`} TO ${grantee}`,
  ];
  if (named === undefined) {
    statements.push(`REVOKE INSERT, UPDATE, DELETE ON ${quoted(schema)}.migrations FROM ${grantee}`);
  }
  return statements.join(';\n');
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
