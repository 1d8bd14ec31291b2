import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
// @ts-expect-error -- plain JavaScript, which runs before anything is installed
import { digestOfSources, isBuilt, markBuilt } from './is-built.mjs';

let root: string;
const write = (path: string, text = ''): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chappe-built-'));
  for (const file of ['package-lock.json', 'tsconfig.json', 'tsconfig.base.json', 'buf.gen.yaml', 'buf.yaml'])
    write(file);
  write('libs/a/src/a.ts', 'one');
  write('libs/b/src/b.ts', 'one');
  write('apps/all-in-one/dist/main.js');
  markBuilt(root, digestOfSources(root));
});
afterEach(() => rmSync(root, { recursive: true }));

it('is built until a source changes', () => {
  expect(isBuilt(root)).toBe(true);
  write('libs/a/src/a.spec.ts');
  write('libs/a/dist/a.js');
  write('libs/a/README.md');
  expect(isBuilt(root)).toBe(true);
});

it.each<[string, () => void]>([
  ['changed', () => write('libs/a/src/a.ts', 'more')],
  ['touched', () => utimesSync(join(root, 'libs/a/src/a.ts'), 1, 1)],
  ['added', () => write('libs/a/src/c.ts')],
  ['removed', () => rmSync(join(root, 'libs/b/src/b.ts'))],
])('is not built when a source was %s', (_what, change) => {
  change();
  expect(isBuilt(root)).toBe(false);
});

it('is not built when the result is gone', () => {
  rmSync(join(root, 'apps/all-in-one/dist/main.js'));
  expect(isBuilt(root)).toBe(false);
});
