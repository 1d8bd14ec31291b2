import { ConfigError, type ConfigValues } from '@chappe/config';
import { postgresSection } from '@chappe/postgres';
import { type ProcessDefinition, sectionsOf } from './process-definition.js';
import { type ConfigPlace, readConfig } from './read-config.js';

/**
 * The settings of a process of its own, from its file and the environment.
 * @throws ConfigError
 */
export function processConfig(definition: ProcessDefinition, place: ConfigPlace): ConfigValues {
  const config = readConfig(sectionsOf(definition), place);
  // Several processes share one database: none of them can bring its own.
  if (config.of(postgresSection).host === undefined) throw new ConfigError('the setting "postgres.host" is missing');
  return config;
}
