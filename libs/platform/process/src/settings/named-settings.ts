import { ConfigError, type ConfigValues, type Section } from '@chappe/config';
import { connectPostgres, installedServerName, type PostgresConnection } from '@chappe/postgres';
import { type ConfigPlace, readConfig } from './read-config.js';

const NAME = 'server.name';
/** Stands where a name must stand until it is known. */
const UNNAMED = { [NAME]: 'unnamed.invalid' };

/**
 * The settings of a process whose server name may stand in its database alone.
 * @returns `isNamed` is false when the name is not among them
 * @throws ConfigError
 */
export function readSettings(sections: readonly Section[], place: ConfigPlace) {
  const config = readConfig(sections, { ...place, defaults: UNNAMED });
  return { config, isNamed: config.isGiven(NAME) };
}

/**
 * The same when the database can be asked.
 * @throws ConfigError, also when nobody has named the server yet
 */
export async function readNamedSettings(
  sections: readonly Section[],
  place: ConfigPlace,
  connection: PostgresConnection,
): Promise<ConfigValues> {
  const { config, isNamed } = readSettings(sections, place);
  if (isNamed) return config;
  const name = await nameIn(connection);
  if (name === undefined) throw unnamed(place);
  return readConfig(sections, { ...place, defaults: { [NAME]: name } });
}

/** Nobody has said how the server is called. */
export function unnamed({ flagNames }: ConfigPlace): ConfigError {
  const how = flagNames?.[NAME] ?? NAME;
  return new ConfigError(
    `the server has no name yet: give it one with ${how} NAME, the part of user IDs after the colon, which can never ` +
      `be changed (to try it out on this machine: ${how} localhost)`,
  );
}

/** The server name of a database on which a server was started; undefined: none was. */
export async function nameIn(connection: PostgresConnection): Promise<string | undefined> {
  const postgres = await connectPostgres({ ...connection, connectionsMax: 1 });
  try {
    return await installedServerName(postgres);
  } finally {
    await postgres.close();
  }
}
