import { readFileSync } from 'node:fs';
import { ConfigError, type ConfigValues, loadConfig, type Section } from '@chappe/config';

/** Where a process finds its settings; later ones win. */
export interface ConfigPlace {
  /** YAML. */
  readonly configFile?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** By path: `{ 'http.port': '8009' }`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** How they are typed, by path: `{ 'http.port': '--port' }`. */
  readonly flagNames?: Readonly<Record<string, string>>;
  /** By path; for what is set nowhere. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/**
 * Reads the settings of a process.
 * @throws ConfigError
 */
export function readConfig(sections: readonly Section[], place: ConfigPlace): ConfigValues {
  const { configFile, env = {}, flags = {}, flagNames = {}, defaults = {} } = place;
  const yamlText = configFile === undefined ? undefined : readConfigFile(configFile);
  return loadConfig(sections, {
    ...(yamlText === undefined ? undefined : { yamlText }),
    env,
    flags,
    flagNames,
    defaults,
  });
}

function readConfigFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`the configuration file ${file} cannot be read`, { cause: error });
  }
}
