import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const STAMP = '.build-stamp';
const ROOT_FILES = ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'buf.gen.yaml', 'buf.yaml'];
const SOURCE_FOLDERS = ['apps', 'libs'];
const SOURCE = /(?<!\.spec)\.(ts|proto|json)$/;
/** Results of a build, and what npm keeps. */
const IGNORED = new Set(['node_modules', 'dist', 'gen', 'fixtures']);

/**
 * Names, sizes and times of everything that a build reads, as one hash. Takes some 20 ms.
 * @param {string} root folder of the repository
 */
export function digestOfSources(root) {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\n${size}\n${mtimeMs}\n`);
  };
  ROOT_FILES.forEach(add);
  const pending = [...SOURCE_FOLDERS];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    const entries = readdirSync(join(root, folder), { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.isDirectory()) {
        if (!IGNORED.has(entry.name)) pending.push(join(folder, entry.name));
      } else if (SOURCE.test(entry.name)) add(join(folder, entry.name));
    }
  }
  return hash.digest('hex');
}

/** @param {string} root folder of the repository */
export function isBuilt(root) {
  const stamp = join(root, STAMP);
  if (!existsSync(stamp) || !existsSync(join(root, 'apps/all-in-one/dist/main.js'))) return false;
  return readFileSync(stamp, 'utf8') === digestOfSources(root);
}

/**
 * @param {string} root folder of the repository
 * @param {string} digest of the sources before the build read them
 */
export function markBuilt(root, digest) {
  writeFileSync(join(root, STAMP), digest);
}
