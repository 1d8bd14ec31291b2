import type { ConfigValues } from '@chappe/config';
import { connectPostgres, migrate, platformMigrations, postgresSection } from '@chappe/postgres';
import type { ServiceManifest } from '../service-manifest.js';

/**
 * Brings the platform's schema and those of the service up to date; several processes may do it at once.
 * @param contract whether contracting migrations run too
 * @returns names of the migrations that ran, as `schema/name`
 * @throws SchemaTooNewError, PostgresUnavailableError
 */
export async function migrateSchemas(
  { name, migrationSets }: ServiceManifest,
  config: ConfigValues,
  contract: boolean,
): Promise<string[]> {
  const applicationName = `chappe-${name}-migrate`;
  const postgres = await connectPostgres({ applicationName, ...config.of(postgresSection), connectionsMax: 2 });
  try {
    return await migrate(postgres, [platformMigrations, ...migrationSets], { contract });
  } finally {
    await postgres.close();
  }
}
