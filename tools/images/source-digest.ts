import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Large, and in no build context. */
const NEVER_LOOKED_INTO = new Set(['node_modules', 'dist', '.git', '.nx']);
const DIGITS = 16;

interface Rule {
  readonly pattern: RegExp;
  readonly isExcluded: boolean;
}

/**
 * Stands for what the images are made of, their bases aside: the files that .dockerignore lets into a build, and the
 * Dockerfile. Two working trees with the same digest give the same images.
 * @param root folder of the repository
 */
export function sourceDigest(root: string): string {
  const rules = readRules(readFileSync(join(root, '.dockerignore'), 'utf8'));
  const hash = createHash('sha256');
  for (const path of ['Dockerfile', ...filesBelow(root, '').filter((each) => isInContext(each, rules))]) {
    const content = createHash('sha256')
      .update(readFileSync(join(root, path)))
      .digest('hex');
    hash.update(`${content} ${path}\n`);
  }
  return hash.digest('hex').slice(0, DIGITS);
}

/** The last rule that fits a file or a folder above it decides (docs.docker.com/build/concepts/context). */
export function isInContext(path: string, rules: readonly Rule[]): boolean {
  return !(rules.findLast(({ pattern }) => pattern.test(path))?.isExcluded ?? false);
}

/** Patterns of names, `*` and a leading double asterisk; others are not used here and refused. */
export function readRules(dockerignore: string): Rule[] {
  const lines = dockerignore.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => ({ pattern: patternOf(line.replace(/^!/, '')), isExcluded: !line.startsWith('!') }));
}

function patternOf(glob: string): RegExp {
  if (!/^(?:\*\*\/)?(?!.*\*\*)[\w./@*-]+$/.test(glob)) throw new Error(`.dockerignore: ${glob} is not understood`);
  const text = glob
    .replaceAll('.', '\\.')
    .replace(/^\*\*\//, '(?:.+/)?')
    .replaceAll('*', '[^/]*');
  return new RegExp(`^${text}(?:/|$)`);
}

function filesBelow(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .filter(({ name }) => !NEVER_LOOKED_INTO.has(name))
    .flatMap((entry) => {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) return filesBelow(root, path);
      return entry.isFile() ? [path] : [];
    });
}
