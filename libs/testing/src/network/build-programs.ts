import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of the repository: this file lies four folders deep in it. */
export const REPOSITORY = join(import.meta.dirname, '../../../..');

const BUILD_MS_MAX = 240_000;

/** The program of an app. */
export function programOf(app: string): string {
  return join(REPOSITORY, 'apps', app, 'dist/main.js');
}

/**
 * Compiles apps: a few hundred milliseconds when nothing has changed. Type errors are the type check's business; code
 * is written all the same.
 * @throws when there is no program afterwards
 */
export function buildPrograms(apps: readonly string[]): void {
  const compiler = join(REPOSITORY, 'node_modules/typescript-native/bin/tsc');
  const build = spawnSync(process.execPath, [compiler, '-b', ...apps.map((app) => join('apps', app))], {
    cwd: REPOSITORY,
    timeout: BUILD_MS_MAX,
    encoding: 'utf8',
  });
  if (build.status !== 0) process.stderr.write(`the build says:\n${build.stdout.slice(0, 2_000)}\n`);
  const missing = apps.find((app) => !existsSync(programOf(app)));
  if (missing !== undefined) throw new Error(`apps/${missing} cannot be built`);
}
