import { type ConfigValues, readServerIdentity, serverSection } from '@chappe/config';
import { installPartitions } from '@chappe/event-log';
import {
  connectPostgres,
  grantToRole,
  installHomeserver,
  migrate,
  platformMigrations,
  type Postgres,
  postgresSection,
} from '@chappe/postgres';
import { systemClock } from '@chappe/runtime';
import type { ServiceManifest } from '../service-manifest.js';
import { serviceGrants } from './service-grants.js';

/**
 * Brings the platform's schema and those of the service up to date, and the first time notes what never changes of the
 * homeserver; several processes may do it at once.
 * @param contract whether contracting migrations run too
 * @returns names of the migrations that ran, as `schema/name`
 * @throws SchemaTooNewError, PostgresUnavailableError
 */
export async function migrateSchemas(
  { name, migrationSets, writes }: ServiceManifest,
  config: ConfigValues,
  contract: boolean,
): Promise<string[]> {
  return asOwner(name, config, async (postgres) => {
    const ran = await migrate(postgres, [platformMigrations, ...migrationSets], { contract });
    const { serverName } = readServerIdentity(config.of(serverSection));
    const { partitionCount } = config.of(serverSection);
    await installHomeserver(postgres, { serverName, partitionCount, nowMs: systemClock.nowMs() });
    for (const topic of writes) {
      const isOwn = 'schema' in topic && migrationSets.some(({ schema }) => schema === topic.schema);
      if (isOwn) await installPartitions(postgres, topic, partitionCount);
    }
    return ran;
  });
}

/**
 * Lets the role of the service's processes do what the service does, and nothing else. After every migration, since
 * tables may be new; other services' schemas must be there.
 * @throws ConfigError, PostgresUnavailableError, DatabaseError
 */
export async function grantRights(service: ServiceManifest, config: ConfigValues): Promise<void> {
  const { user } = config.of(postgresSection);
  await asOwner(service.name, config, (postgres) => grantToRole(postgres, user, serviceGrants(service)));
}

/** Works as the role that owns the schemas. */
async function asOwner<T>(name: string, config: ConfigValues, work: (postgres: Postgres) => Promise<T>): Promise<T> {
  const settings = config.of(postgresSection);
  const { user = settings.user, password = settings.password } = settings.migration;
  const role = { user, ...(password !== undefined && { password }) };
  const applicationName = `chappe-${name}-migrate`;
  const postgres = await connectPostgres({ ...settings, ...role, applicationName, connectionsMax: 2 });
  try {
    return await work(postgres);
  } finally {
    await postgres.close();
  }
}
