import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the repository: this file lies four folders deep in it. */
export const REPOSITORY = join(import.meta.dirname, '../../../..');

/** The program that {@link buildAllInOne} makes. */
export const ALL_IN_ONE = join(REPOSITORY, 'apps/all-in-one/dist/main.js');

const BUILD_MS_MAX = 240_000;

/**
 * Compiles the all-in-one: a few hundred milliseconds when nothing has changed. Type errors are the type check's
 * business; code is written all the same.
 * @throws when there is no program afterwards
 */
export function buildAllInOne(): void {
  const compiler = join(REPOSITORY, 'node_modules/typescript-native/bin/tsc');
  const build = spawnSync(process.execPath, [compiler, '-b', 'apps/all-in-one'], {
    cwd: REPOSITORY,
    timeout: BUILD_MS_MAX,
    encoding: 'utf8',
  });
  if (build.status !== 0) process.stderr.write(`the build says:\n${build.stdout.slice(0, 2_000)}\n`);
  if (!existsSync(ALL_IN_ONE)) throw new Error('the all-in-one cannot be built');
}
