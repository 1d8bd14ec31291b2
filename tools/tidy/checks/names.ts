import { type Check, type Finding, isFixture } from '../repository.ts';

const MEANINGLESS = new Set(['utils', 'util', 'helpers', 'helper', 'common', 'shared', 'core', 'base', 'manager']);
const MEANINGLESS_WORDS = /(^|-)(utils?|helpers?|managers?)(-|$)/;
const BY_KIND_IN_A_SERVICE = new Set([
  'controllers',
  'dtos',
  'dto',
  'repositories',
  'services',
  'entities',
  'interfaces',
]);
const KEBAB_FILE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const KEBAB_FOLDER = /^[a-z0-9]+(-[a-z0-9]+)*$/;
const DECISION = /^docs\/decisions\/(\d{4})-/;
const OURS = /^(apps|libs|tools|tests|charts)\//;

function nameProblem(path: string): string | undefined {
  const folders = path.split('/');
  const file = folders.pop() ?? '';
  const named = path.endsWith('.ts') || path.endsWith('.mjs') ? [...folders, ...file.split('.')] : folders;
  const meaningless = named.find((name) => MEANINGLESS.has(name) || MEANINGLESS_WORDS.test(name));
  if (meaningless) return `"${meaningless}" says nothing: name the thing by what it does`;
  const byKind = path.startsWith('libs/services/') && folders.slice(3).find((name) => BY_KIND_IN_A_SERVICE.has(name));
  if (byKind) return `"${byKind}": inside a service a folder is a capability, a suffix is a kind`;
  if (folders.some((folder) => !KEBAB_FOLDER.test(folder))) return 'folders are kebab-case';
  if (file.endsWith('.ts') && !KEBAB_FILE.test(file)) return 'files are kebab-case';
  return undefined;
}

/** Decisions are cited by their numbers, and two may be written at the same time. */
function sameNumbers(paths: readonly string[]): Finding[] {
  const ofNumber = Map.groupBy(paths, (path) => DECISION.exec(path)?.[1]);
  ofNumber.delete(undefined);
  return [...ofNumber].flatMap(([number, [, ...later]]) =>
    later.map((path) => ({ path, message: `there is another decision ${number}: take the next free number` })),
  );
}

/**
 * House style, principle 7 and section 3: folders and files have names that mean something, in kebab-case; each
 * decision has a number of its own.
 */
export const names: Check = {
  name: 'names',
  run({ files }) {
    const named = files.flatMap(({ path }): Finding[] => {
      if (!OURS.test(path) || isFixture(path)) return [];
      const message = nameProblem(path);
      return message === undefined ? [] : [{ path, message }];
    });
    return [...named, ...sameNumbers(files.map(({ path }) => path))];
  },
};
