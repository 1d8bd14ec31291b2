import type * as Config from '@chappe/config';

/** What a `.config.ts` of the repository exports. */
export interface ConfigFile {
  readonly path: string;
  readonly exports: Readonly<Record<string, unknown>>;
}

const ALL_IN_ONE = 'all-in-one';
/** What travels between processes: all-in-one has none of it. */
const BETWEEN_PROCESSES: ReadonlySet<string> = new Set(['grpc', 'kafka']);

export const isSection = (value: unknown): value is Config.Section =>
  typeof value === 'object' && value !== null && 'name' in value && 'schema' in value && 'secrets' in value;

/**
 * Which processes read which section: name of the section → names of the processes, in order. A service lists its own
 * in the `…Sections` of its configuration; what none lists is the platform's and read by all.
 */
export function sectionReaders(files: readonly ConfigFile[]): Map<string, string[]> {
  const listed = files.flatMap(({ path, exports }) => {
    const service = /^libs\/services\/([^/]+)\//.exec(path)?.[1];
    const lists = Object.values(exports).filter(
      (value): value is Config.Section[] => Array.isArray(value) && value.every(isSection),
    );
    return service === undefined ? [] : [{ service, names: lists.flat().map(({ name }) => name) }];
  });
  const services = [...new Set(listed.map(({ service }) => service))].sort();
  const readers = new Map<string, string[]>();
  for (const { name } of files.flatMap(({ exports }) => Object.values(exports)).filter(isSection)) {
    const own = listed.filter(({ names }) => names.includes(name)).map(({ service }) => service);
    const separate = own.length === 0 ? services : own;
    readers.set(name, BETWEEN_PROCESSES.has(name) ? separate : [...separate, ALL_IN_ONE].sort());
  }
  return readers;
}
