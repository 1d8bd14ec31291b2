import {
  cpSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lint } from './lint.ts';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'fixtures');
// Specs among the fixtures end in .txt so that the test runner leaves them alone.
const planted = globSync('**/src/**/*.{ts,txt}', { cwd: fixtures }).sort();

interface Diagnostic {
  readonly filename: string;
  readonly code: string;
}

const place = (workspace: string, from: string, file: string): void => {
  const to = join(workspace, file.replace(/\.txt$/, ''));
  mkdirSync(dirname(to), { recursive: true });
  cpSync(join(from, file), to);
};

/**
 * A workspace with this repository's projects, tags, sources' entry files and lint configuration, and the wrong files
 * planted in it.
 */
function plantWorkspace(): string {
  const workspace = mkdtempSync(join(realpathSync(tmpdir()), 'chappe-lint-'));
  const settings = ['package.json', 'package-lock.json', 'nx.json', '.oxlintrc.json', 'tsconfig.base.json'];
  const projects = globSync(['{apps,libs}/**/{package,tsconfig}.json', 'tools/lint/*.ts', 'libs/**/src/index.ts'], {
    cwd: root,
    exclude: (path) => /node_modules|dist|fixtures/.test(String(path)),
  });
  for (const file of [...settings, ...projects]) place(workspace, root, file);
  for (const file of [...planted, 'apps/untagged/package.json']) place(workspace, fixtures, file);
  linkPackages(workspace);
  return workspace;
}

/**
 * Installed packages from the repository, our own from the workspace: an import must resolve to a project of the
 * workspace.
 */
function linkPackages(workspace: string): void {
  const installed = join(root, 'node_modules');
  mkdirSync(join(workspace, 'node_modules', '@chappe'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@chappe') symlinkSync(join(installed, name), join(workspace, 'node_modules', name));
  }
  for (const name of readdirSync(join(installed, '@chappe'))) {
    const project = relative(root, realpathSync(join(installed, '@chappe', name)));
    symlinkSync(join(workspace, project), join(workspace, 'node_modules', '@chappe', name));
  }
}

describe('the lint configuration', () => {
  const problems = new Map<string, string[]>();
  let workspace = '';

  beforeAll(() => {
    workspace = plantWorkspace();
    const outcome = lint(workspace, ['--format=json', 'apps', 'libs'], { capture: true });
    const { diagnostics } = JSON.parse(outcome.output) as { diagnostics: Diagnostic[] };
    for (const { filename, code } of diagnostics) problems.set(filename, [...(problems.get(filename) ?? []), code]);
  }, 120_000);
  afterAll(() => rmSync(workspace, { recursive: true, force: true }));

  it('has wrong imports to try', () => {
    expect(planted.length).toBeGreaterThan(20);
  });

  it.each(planted)('judges %s as its first line expects', (file) => {
    const expected = readFileSync(join(fixtures, file), 'utf8').match(/^\/\/ expect (.*)/)?.[1];
    const found = [...new Set(problems.get(file.replace(/\.txt$/, '')) ?? [])];
    expect(found).toEqual(expected === 'nothing' ? [] : [expected]);
  });
});
