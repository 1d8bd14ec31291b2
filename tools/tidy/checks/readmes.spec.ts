import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { readmes } from './readmes.ts';

const root = { path: 'README.md', text: '# Chappe\n' };
const manifest = { path: 'libs/crypto/package.json', text: '{ "name": "@chappe/crypto" }' };
const withReadme = (lines: number) => {
  const readme = { path: 'libs/crypto/README.md', text: 'x\n'.repeat(lines) };
  return readmes.run(repositoryOf('/r', [root, manifest, readme]));
};

describe('readmes', () => {
  it('wants one in each library and app and at the root', () => {
    const found = readmes.run(repositoryOf('/r', [manifest]));
    expect(found.map(({ path }) => path)).toEqual(['README.md', 'libs/crypto/README.md']);
  });

  it('lets 40 lines pass and finds 41', () => {
    expect(withReadme(40)).toEqual([]);
    expect(withReadme(41)).toEqual([{ path: 'libs/crypto/README.md', message: '41 lines, at most 40' }]);
  });
});
