import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Folder of the repository: this file lies four folders deep in it. */
export const REPOSITORY = join(import.meta.dirname, '../../../..');

const BUILD_MS_MAX = 180_000;

/** Compiles what the all-in-one needs; a few hundred milliseconds when nothing has changed. Once per run, never at once. */
export async function buildAllInOne(): Promise<void> {
  const compiler = join(REPOSITORY, 'node_modules/typescript-native/bin/tsc');
  await promisify(execFile)(process.execPath, [compiler, '-b', 'apps/all-in-one'], {
    cwd: REPOSITORY,
    timeout: BUILD_MS_MAX,
    maxBuffer: 8 * 1024 * 1024,
  });
}
