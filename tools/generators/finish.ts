import type { GeneratorCallback, Tree } from '@nx/devkit';
import { execFileSync } from 'node:child_process';
import { lstatSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What follows from the sources: each program writes its files. */
const PROGRAMS = [
  ['tools/dev/generate-contracts.mjs'],
  ['tools/docs/main.ts'],
  ['tools/chart/main.ts', '--write-only'],
] as const;
const OWN_PACKAGES = 'node_modules/@chappe';
/** Where references of projects stand. */
const REFERENCES = ['apps', 'libs/services', 'tsconfig.json'];

/**
 * What is left when the files are written: links the packages as npm does, writes what follows from the sources
 * (code of the contracts, reference pages, files of the chart, references), formats, and says what is not as it should
 * be.
 */
export function finish(tree: Tree): GeneratorCallback {
  const { root } = tree;
  const written = tree
    .listChanges()
    .filter(({ type }) => type !== 'DELETE')
    .map(({ path }) => path);
  return () => {
    const run = (...words: readonly string[]): void => {
      execFileSync(process.execPath, words, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    };
    linkPackages(root);
    for (const words of PROGRAMS) run(...words);
    const format = (): void => run('node_modules/oxfmt/bin/oxfmt', ...REFERENCES, ...written);
    format();
    run('tools/tidy/main.ts', '--fix', ...REFERENCES, ...written);
    format();
  };
}

/** Makes node_modules have the packages of this repository that package-lock.json says, as links. */
function linkPackages(root: string): void {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly link?: boolean }>>;
  };
  const links = Object.entries(packages).filter(([, { link }]) => link);
  for (const [path, { resolved = '' }] of links) {
    const place = join(root, path);
    if (lstatSync(place, { throwIfNoEntry: false })) continue;
    symlinkSync(relative(dirname(place), join(root, resolved)), place);
  }
  const names = readdirSync(join(root, OWN_PACKAGES)).map((name) => `${OWN_PACKAGES}/${name}`);
  for (const path of names.filter((each) => !(each in packages))) rmSync(join(root, path));
}
