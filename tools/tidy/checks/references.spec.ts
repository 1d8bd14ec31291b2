import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { fixReferences, references } from './references.ts';

const manifest = (name: string, ...needs: string[]): string =>
  JSON.stringify({
    name: `@chappe/${name}`,
    dependencies: Object.fromEntries(needs.map((need) => [`@chappe/${need}`, '*'])),
  });
const config = (...paths: string[]): string => JSON.stringify({ references: paths.map((path) => ({ path })) });
const files = (eventsConfig: string) => [
  { path: 'libs/crypto/package.json', text: manifest('crypto') },
  { path: 'libs/crypto/tsconfig.json', text: config() },
  { path: 'libs/platform/http/package.json', text: manifest('http', 'crypto') },
  { path: 'libs/platform/http/tsconfig.json', text: eventsConfig },
  { path: 'tsconfig.json', text: config('./libs/crypto', './libs/platform/http') },
];

describe('references', () => {
  let folder = '';
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('says nothing when references and dependencies agree', () => {
    expect(references.run(repositoryOf('/r', files(config('../../crypto'))))).toEqual([]);
  });

  it('finds a missing reference and one too many', () => {
    const [finding] = references.run(repositoryOf('/r', files(config('../../events'))));
    expect(finding?.path).toBe('libs/platform/http/tsconfig.json');
    expect(finding?.message).toContain('lacks ../../crypto, has ../../events too many');
  });

  it('mends what it finds', () => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-tidy-'));
    const wrong = files(config('../../events'));
    for (const { path, text } of wrong) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    fixReferences(repositoryOf(folder, wrong));
    const mended = wrong.map(({ path }) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
    expect(references.run(repositoryOf(folder, mended))).toEqual([]);
  });
});
