import { ConfigError, type ConfigValues } from '@chappe/config';
import { postgresSection } from '@chappe/postgres';
import { type ServiceManifest, sectionsOf } from '../service-manifest.js';
import { type ConfigPlace, readConfig } from './read-config.js';

/**
 * The settings of a process of its own, from its file and the environment.
 * @throws ConfigError
 */
export function processConfig(service: ServiceManifest, place: ConfigPlace): ConfigValues {
  const config = readConfig(sectionsOf(service), place);
  // Several processes share one database: none of them can bring its own.
  if (config.of(postgresSection).host === undefined) throw new ConfigError('the setting "postgres.host" is missing');
  return config;
}
