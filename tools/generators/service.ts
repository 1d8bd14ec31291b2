import type { GeneratorCallback, Tree } from '@nx/devkit';
import { parse } from 'yaml';
import { addToList, edit, editJson, readText, writeNew } from './edits.ts';
import { finish } from './finish.ts';
import { addMigration } from './migration.ts';
import { namesOf, type Names } from './names.ts';
import { chapterFiles, type ChapterPlace, chapterTableSql } from './templates/chapter-files.ts';
import { lockedProject } from './templates/project-files.ts';
import { serviceFiles, serviceProjects } from './templates/service-files.ts';

export interface ServiceOptions {
  readonly name: string;
  /** Default: questions. */
  readonly chapter?: string;
}

/** Where all services are joined by hand: the list, and the dependency of its package. */
export const ALL_IN_ONE = { list: 'apps/all-in-one/src/all-in-one.module.ts', package: 'apps/all-in-one/package.json' };
const LOCK = 'package-lock.json';

/**
 * Makes a service: a library with one chapter that works, an app with its manifest, and their entry in all-in-one.
 * @throws Error when the name is taken
 */
export function service(tree: Tree, { name, chapter = 'questions' }: ServiceOptions): GeneratorCallback {
  const place: ChapterPlace = { service: namesOf(name), chapter: namesOf(chapter), reports: true };
  refuseTaken(tree, place);
  const program = readText(tree, 'apps/auth/src/main.ts');
  writeNew(tree, { ...serviceFiles(place, program), ...chapterFiles(place) });
  addMigration(tree, { name: chapter, service: name, sql: chapterTableSql(place) });
  joinAllInOne(tree, place.service);
  lock(tree, place);
  return finish(tree);
}

function refuseTaken(tree: Tree, { service: { kebab, camel, pascal }, chapter }: ChapterPlace): void {
  const values = parse(readText(tree, 'charts/chappe/values.yaml')) as object;
  const lockFile = JSON.parse(readText(tree, LOCK)) as { readonly packages: object };
  const taken = [`@chappe/${kebab}`, `@chappe/${kebab}-app`].some(
    (each) => `node_modules/${each}` in lockFile.packages,
  );
  if (taken || camel in values || kebab === 'platform') throw new Error(`the name ${kebab} is taken`);
  if (chapter.pascal === pascal) throw new Error('a chapter needs another name than its service');
}

function joinAllInOne(tree: Tree, { kebab, camel }: Names): void {
  const line = `import { manifest as ${camel} } from '@chappe/${kebab}-app';\n`;
  edit(tree, ALL_IN_ONE.list, [/(.*^import \{ manifest as .*?\n)/ms, `$1${line}`]);
  addToList(tree, ALL_IN_ONE.list, ['ServiceManifest\\[\\] =', camel]);
  editJson(tree, ALL_IN_ONE.package, ['dependencies', (names) => (names[`@chappe/${kebab}-app`] = '*')]);
}

/** As npm would: so that nothing has to be asked of a registry. */
function lock(tree: Tree, place: ChapterPlace): void {
  editJson(tree, LOCK, [
    'packages',
    (packages) => {
      for (const project of serviceProjects(place)) {
        packages[project.folder] = lockedProject(project);
        packages[`node_modules/${project.name}`] = { resolved: project.folder, link: true };
      }
      const allInOne = packages['apps/all-in-one'] as { dependencies: Record<string, string> };
      const { dependencies } = JSON.parse(readText(tree, ALL_IN_ONE.package)) as typeof allInOne;
      allInOne.dependencies = dependencies;
    },
  ]);
}
