import { type ConfigValues, readServerIdentity, serverSection } from '@chappe/config';
import { connectPostgres, installHomeserver, migrate, platformMigrations, postgresSection } from '@chappe/postgres';
import { systemClock } from '@chappe/runtime';
import type { ServiceManifest } from '../service-manifest.js';

/**
 * Brings the platform's schema and those of the service up to date, and the first time notes what never changes of the
 * homeserver; several processes may do it at once.
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
    const ran = await migrate(postgres, [platformMigrations, ...migrationSets], { contract });
    const { serverName } = readServerIdentity(config.of(serverSection));
    const { partitionCount } = config.of(serverSection);
    await installHomeserver(postgres, { serverName, partitionCount, nowMs: systemClock.nowMs() });
    return ran;
  } finally {
    await postgres.close();
  }
}
