import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Config from '@chappe/config';
import type * as Crypto from '@chappe/crypto';
import { runFromSources } from '../dev/run-from-sources.ts';

/** The services that the chart installs, by their key in the values. */
export const SERVICES = { auth: 'auth', clientApi: 'client-api', room: 'room', sync: 'sync' } as const;

/** What the chart must agree with: read from the sources of the libraries and apps. */
export interface ChartSources {
  /** Settings that the process of each service reads, by its folder in apps. */
  readonly sections: Readonly<Record<string, readonly Config.Section[]>>;
  readonly loadConfig: typeof Config.loadConfig;
  readonly parseSigningKeyFile: typeof Crypto.parseSigningKeyFile;
  /** Names of the log topics. */
  readonly topics: readonly string[];
}

interface ProcessLibrary {
  readonly sectionsOf: (definition: object) => readonly Config.Section[];
}

const TOPIC_NAME = /^[a-z.]+\.v[0-9]+$/;

/** Names of the topics among the exports of the contracts, in order. */
function topicsOf(contracts: Readonly<Record<string, unknown>>): string[] {
  const names = Object.values(contracts).map((value) =>
    typeof value === 'object' && value !== null && 'name' in value ? String(value.name) : '',
  );
  return [...new Set(names.filter((name) => TOPIC_NAME.test(name)))].sort();
}

/** Imports the libraries from their sources: once per process. */
export async function readChartSources(root: string): Promise<ChartSources> {
  runFromSources();
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(root, path)).href);
  const { loadConfig } = (await load('libs/platform/config/src/index.ts')) as typeof Config;
  const { parseSigningKeyFile } = (await load('libs/crypto/src/index.ts')) as typeof Crypto;
  const contracts = (await load('libs/contracts/src/index.ts')) as Readonly<Record<string, unknown>>;
  const { sectionsOf } = (await load('libs/platform/process/src/process-definition.ts')) as ProcessLibrary;
  const sections: Record<string, readonly Config.Section[]> = {};
  for (const name of Object.values(SERVICES)) {
    const module = (await load(`apps/${name}/src/${name}.process.ts`)) as Readonly<Record<string, object>>;
    const [definition] = Object.values(module);
    if (!definition) throw new Error(`apps/${name}/src/${name}.process.ts exports no process`);
    sections[name] = sectionsOf(definition);
  }
  return { sections, loadConfig, parseSigningKeyFile, topics: topicsOf(contracts) };
}
