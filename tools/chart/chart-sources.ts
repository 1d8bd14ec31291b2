import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Config from '@chappe/config';
import type * as Contracts from '@chappe/contracts';
import type * as Crypto from '@chappe/crypto';
import type * as Process from '@chappe/process';
import { runFromSources } from '../dev/run-from-sources.ts';
import { SERVICE_NAMES } from '../dev/service-names.ts';
import { endpointBindings } from '../docs/endpoint-bindings.ts';
import { endpointDefinitions } from '../docs/endpoint-definitions.ts';
import type { ServedEndpoint } from './route-rules.ts';

/** What the chart must agree with: read from the sources of the libraries and apps. */
export interface ChartSources {
  /** The manifest of each service, in order of their names. */
  readonly services: readonly Process.ServiceManifest[];
  /** Settings that the process of each service reads, by its name. */
  readonly sections: Readonly<Record<string, readonly Config.Section[]>>;
  readonly loadConfig: typeof Config.loadConfig;
  readonly parseSigningKeyFile: typeof Crypto.parseSigningKeyFile;
  /** Names of all topics, in order. */
  readonly topics: readonly string[];
  /** Endpoints of the specification that a service answers. */
  readonly endpoints: readonly ServedEndpoint[];
}

function endpointsOf(root: string, matrixApi: Readonly<Record<string, unknown>>): ServedEndpoint[] {
  const paths = globSync('libs/services/*/src/**/*.endpoints.ts', { cwd: root });
  const bindings = endpointBindings(paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })));
  return endpointDefinitions(matrixApi).flatMap((definition) =>
    (bindings.get(definition.name) ?? []).map((file) => ({ definition, service: file.split('/')[2] ?? '' })),
  );
}

/** Imports the libraries from their sources: once per process. */
export async function readChartSources(root: string): Promise<ChartSources> {
  runFromSources();
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(root, path)).href);
  const { loadConfig } = (await load('libs/platform/config/src/index.ts')) as typeof Config;
  const { parseSigningKeyFile } = (await load('libs/crypto/src/index.ts')) as typeof Crypto;
  const { STORED_LOGS, TRANSIENT_TOPICS } = (await load('libs/contracts/src/index.ts')) as typeof Contracts;
  const matrixApi = (await load('libs/matrix-api/src/index.ts')) as Readonly<Record<string, unknown>>;
  const { sectionsOf } = (await load('libs/platform/process/src/service-manifest.ts')) as typeof Process;
  const services: Process.ServiceManifest[] = [];
  for (const name of SERVICE_NAMES) {
    const { manifest } = (await load(`apps/${name}/src/manifest.ts`)) as { readonly manifest: Process.ServiceManifest };
    services.push(manifest);
  }
  const sections = Object.fromEntries(services.map((service) => [service.name, sectionsOf(service)]));
  return {
    services,
    sections,
    loadConfig,
    parseSigningKeyFile,
    topics: [...STORED_LOGS, ...TRANSIENT_TOPICS].map(({ name }) => name).sort(),
    endpoints: endpointsOf(root, matrixApi),
  };
}
