import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { indexFiles } from './index-files.ts';

const manifest = { path: 'libs/crypto/package.json', text: '{ "name": "@chappe/crypto" }' };
const run = (path: string) => indexFiles.run(repositoryOf('/r', [manifest, { path, text: '' }]));

describe('index-files', () => {
  it("allows the one at a library's root", () => {
    expect(run('libs/crypto/src/index.ts')).toEqual([]);
  });

  it('finds any other', () => {
    expect(run('libs/crypto/src/json/index.ts')).toHaveLength(1);
    expect(run('tools/dev/index.ts')).toHaveLength(1);
    expect(run('libs/other/src/index.ts')).toHaveLength(1);
  });
});
