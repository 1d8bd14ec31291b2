import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
// @ts-expect-error -- plain JavaScript, which runs before anything is installed
import { isInstalled } from './is-installed.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chappe-installed-'));
  mkdirSync(join(root, 'node_modules'));
});
afterEach(() => rmSync(root, { recursive: true }));

const write = (file: string, packages: Record<string, object>): void =>
  writeFileSync(join(root, file), JSON.stringify({ packages }));
const wanted = {
  '': { version: '1.0.0' },
  'libs/a': { version: '1.0.0' },
  'node_modules/@x/a': { resolved: 'libs/a', link: true },
  'node_modules/pg': { version: '8.0.0' },
  'node_modules/other-machine': { version: '1.0.0', optional: true },
};
const { '': _root, 'node_modules/other-machine': _other, ...installed } = wanted;

it('is installed when every package that this machine needs has the wanted version', () => {
  write('package-lock.json', wanted);
  write('node_modules/.package-lock.json', installed);
  expect(isInstalled(root)).toBe(true);
});

it.each([
  ['nothing was installed or the installation was interrupted', undefined],
  ['a package is missing', { 'node_modules/@x/a': { link: true } }],
  ['a package has another version', { ...installed, 'node_modules/pg': { version: '8.0.1' } }],
  ['a workspace is missing', { 'node_modules/pg': { version: '8.0.0' } }],
])('is not installed when %s', (_when, packages) => {
  write('package-lock.json', wanted);
  if (packages) write('node_modules/.package-lock.json', packages);
  expect(isInstalled(root)).toBe(false);
});
