import { posix } from 'node:path';
import { type Check, type Finding, isFixture, isSpec, type RepositoryFile } from '../repository.ts';

/** From which other folders of its library the files of a folder may import. */
interface Gates {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

/** Libraries whose folders are steps, one after the other; a folder that is not listed is open to all. */
const WALLS: Readonly<Record<string, Readonly<Record<string, Gates>>>> = {
  // docs/architecture/sync.md: what changed is selected, then rendered.
  'libs/services/sync/src': {
    views: { values: [], types: [] },
    select: { values: ['views'], types: ['views'] },
    'render-v3': { values: [], types: ['select'] },
  },
};
const IMPORT = /^(?:import|export)\s+(type\s)?(?:[^;']*?\sfrom\s)?\s*'(\.[^']*)'|import\(\s*'(\.[^']*)'/gm;

function findingsOf(file: RepositoryFile, library: string, gates: Readonly<Record<string, Gates>>): Finding[] {
  const folderOf = (path: string): string => posix.relative(library, path).split('/')[0] ?? '';
  const from = folderOf(file.path);
  const open = gates[from];
  if (!open) return [];
  return [...file.text.matchAll(IMPORT)].flatMap(([, type, fixed, dynamic]): Finding[] => {
    const target = posix.join(posix.dirname(file.path), fixed ?? dynamic ?? '');
    const to = folderOf(target);
    const isFolder = posix.dirname(target).startsWith(`${library}/`);
    if (to === from || !isFolder || (type ? open.types : open.values).includes(to)) return [];
    const what = open.types.includes(to) ? 'more than types' : 'anything';
    return [{ path: file.path, message: `${from}/ must not import ${what} from ${to}/` }];
  });
}

/** Folders that are steps import from steps before them only; tests may use what they like. */
export const folderWalls: Check = {
  name: 'folder-walls',
  run({ files }) {
    return Object.entries(WALLS).flatMap(([library, gates]) =>
      files
        .filter(({ path }) => path.startsWith(`${library}/`) && !isSpec(path) && !isFixture(path))
        .flatMap((file) => findingsOf(file, library, gates)),
    );
  },
};
