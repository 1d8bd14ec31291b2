import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Config from '@chappe/config';
import type * as Events from '@chappe/events';
import type * as MatrixApi from '@chappe/matrix-api';
import { runFromSources } from '../dev/run-from-sources.ts';
import { endpointBindings } from './endpoint-bindings.ts';
import { endpointDefinitions } from './endpoint-definitions.ts';
import { endpointsPage } from './endpoints-page.ts';
import { LIMIT_NAME, limitComments, splitBeyond } from './limit-comments.ts';
import { bodyLimits, type Limit, limitsPage } from './limits-page.ts';
import { mapPage, type Place } from './map-page.ts';
import { roomVersionsPage } from './room-versions-page.ts';
import { type ConfigFile, isSection, sectionReaders } from './section-readers.ts';

/** A generated page: where it is committed and what it must hold. */
export interface ReferencePage {
  readonly path: string;
  readonly text: string;
}

/**
 * Prints every page under docs/reference from the sources of the repository at `root`. Imports libraries: once per
 * process.
 */
export async function referencePages(root: string): Promise<ReferencePage[]> {
  runFromSources();
  const load = (path: string): Promise<unknown> => import(pathToFileURL(join(root, path)).href);
  return [
    { path: 'docs/reference/endpoints.md', text: await printEndpoints(root, load) },
    { path: 'docs/reference/configuration.md', text: await printConfiguration(root, load) },
    { path: 'docs/reference/limits.md', text: await printLimits(root, load) },
    { path: 'docs/reference/room-versions.md', text: await printRoomVersions(load) },
    { path: 'docs/reference/map.md', text: printMap(root) },
  ];
}

type Load = (path: string) => Promise<unknown>;

async function printEndpoints(root: string, load: Load): Promise<string> {
  const matrixApi = (await load('libs/matrix-api/src/index.ts')) as typeof MatrixApi;
  const files = globSync('libs/services/*/src/**/*.endpoints.ts', { cwd: root }).sort();
  const sources = files.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  return endpointsPage(endpointDefinitions(matrixApi), endpointBindings(sources));
}

/** What folders hold in every project: they are no chapters. */
const NO_CHAPTERS = new Set(['fixtures', 'gen', 'migrations']);

function printMap(root: string): string {
  const projects = globSync(['apps/*/package.json', 'libs/{*,platform/*,services/*}/package.json'], { cwd: root });
  const folders = projects.map((path) => path.slice(0, path.lastIndexOf('/')));
  const tools = foldersIn(join(root, 'tools')).map((name) => `tools/${name}`);
  const charts = foldersIn(join(root, 'charts')).map((name) => `charts/${name}`);
  return mapPage([...folders, ...tools, 'tests', ...charts].map((folder) => placeOf(root, folder)));
}

function placeOf(root: string, folder: string): Place {
  const readme = join(root, folder, 'README.md');
  const source = join(root, folder, folder === 'tests' ? '' : 'src');
  const chapters = folder.startsWith('tools/') || !existsSync(source) ? [] : foldersIn(source);
  return { folder, chapters, ...(existsSync(readme) && { readme: readFileSync(readme, 'utf8') }) };
}

const foldersIn = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !NO_CHAPTERS.has(entry.name) && entry.name !== 'node_modules')
    .map(({ name }) => name)
    .sort();

async function printRoomVersions(load: Load): Promise<string> {
  const events = (await load('libs/events/src/index.ts')) as typeof Events;
  return roomVersionsPage(events.ROOM_VERSIONS);
}

async function printConfiguration(root: string, load: Load): Promise<string> {
  const config = (await load('libs/platform/config/src/index.ts')) as typeof Config;
  const files = await configFiles(root, load);
  return config.configurationPage(sectionsOf(files), sectionReaders(files));
}

async function configFiles(root: string, load: Load): Promise<ConfigFile[]> {
  const paths = globSync('{libs,apps}/**/src/**/*.config.ts', { cwd: root }).sort();
  return Promise.all(paths.map(async (path) => ({ path, exports: (await load(path)) as Record<string, unknown> })));
}

/** Each section once, by its name. */
function sectionsOf(files: readonly ConfigFile[]): Config.Section[] {
  const sections = files.flatMap(({ exports }) => Object.values(exports)).filter(isSection);
  return [...new Map(sections.map((section) => [section.name, section])).values()];
}

async function printLimits(root: string, load: Load): Promise<string> {
  const matrixApi = (await load('libs/matrix-api/src/index.ts')) as typeof MatrixApi;
  const { ERROR_STATUS } = (await load('libs/matrix-api/src/errors/matrix-error.ts')) as { ERROR_STATUS: object };
  const { BODY_BYTES_MAX } = (await load('libs/platform/http/src/http.limits.ts')) as { BODY_BYTES_MAX: number };
  return limitsPage({
    constants: await constantLimits(root, load),
    settings: await settingLimits(root, load),
    bodies: bodyLimits(endpointDefinitions(matrixApi), BODY_BYTES_MAX),
    codes: new Set(Object.keys(ERROR_STATUS)),
  });
}

/** What tests limit is theirs. */
async function constantLimits(root: string, load: Load): Promise<Limit[]> {
  const paths = globSync('{libs,apps}/**/src/**/*.limits.ts', { cwd: root }).filter(
    (path) => !path.includes('/testing/'),
  );
  const files = await Promise.all(
    paths.sort().map(async (path) => {
      const values = (await load(path)) as Record<string, unknown>;
      return limitComments({ path, text: readFileSync(join(root, path), 'utf8') }).map((said) => ({ ...said, values }));
    }),
  );
  return files.flat();
}

async function settingLimits(root: string, load: Load): Promise<Limit[]> {
  const { settingsOf } = (await load('libs/platform/config/src/index.ts')) as typeof Config;
  const settings = sectionsOf(await configFiles(root, load)).flatMap(settingsOf);
  return settings
    .filter(({ path, schema }) => LIMIT_NAME.test(path) && schema.type === 'integer')
    .map(({ path, schema: { description = '', default: value } }) => ({
      path: 'docs/reference/configuration.md',
      names: [path],
      values: { [path]: value },
      ...splitBeyond(description),
    }));
}
