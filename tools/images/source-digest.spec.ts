import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isInContext, readRules, sourceDigest } from './source-digest.ts';

const rules = readRules('# comment\n*\n!libs\n!package.json\n**/*.spec.ts\n**/dist\ntools/images/*.*\n!tools\n');

describe('isInContext', () => {
  it.each(['package.json', 'libs/a/b.ts', 'tools/images/a.ts', 'libs/disto/a'])('has %s', (path) => {
    expect(isInContext(path, rules)).toBe(true);
  });

  it.each(['README.md', '.env', 'package.jsonc', 'libs/a/b.spec.ts', 'a.spec.ts', 'libs/dist/a/b.ts'])(
    'has not %s',
    (path) => expect(isInContext(path, rules)).toBe(false),
  );

  it('refuses patterns that it does not understand', () => {
    expect(() => readRules('libs/[a-z]')).toThrow('libs/[a-z]');
    expect(() => readRules('libs/**/a')).toThrow('libs/**/a');
  });
});

describe('sourceDigest', () => {
  const root = mkdtempSync(join(tmpdir(), 'chappe-digest-'));
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  beforeAll(() => {
    write('.dockerignore', '*\n!libs\n**/*.spec.ts\n');
    write('Dockerfile', 'FROM scratch');
    mkdirSync(join(root, 'libs'));
    write('libs/a.ts', 'a');
  });
  afterAll(() => rmSync(root, { recursive: true }));

  it('changes with what is in the build, and with nothing else', () => {
    const before = sourceDigest(root);
    write('libs/a.spec.ts', 'a test');
    write('README.md', 'a page');
    expect(sourceDigest(root)).toBe(before);
    write('libs/a.ts', 'b');
    const after = sourceDigest(root);
    expect(after).not.toBe(before);
    write('Dockerfile', 'FROM debian');
    expect(sourceDigest(root)).not.toBe(after);
  });

  it('reads what this repository leaves out of builds', () => {
    expect(sourceDigest('.')).toMatch(/^[0-9a-f]{16}$/);
  });
});
