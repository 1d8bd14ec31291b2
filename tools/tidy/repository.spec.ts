import { describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { readRepository, repositoryOf } from './repository.ts';

describe('a repository', () => {
  it('finds projects and the packages of ours that they need', () => {
    const text =
      '{ "name": "@chappe/http", "dependencies": { "pg": "1", "@chappe/runtime": "*", "@chappe/config": "*" }, ' +
      '"nx": { "tags": ["layer:platform"] } }';
    const { projects } = repositoryOf('/r', [{ path: 'libs/platform/http/package.json', text }]);
    const needs = ['@chappe/config', '@chappe/runtime'];
    const tags = ['layer:platform'];
    expect(projects).toEqual([{ folder: 'libs/platform/http', name: '@chappe/http', dependencies: needs, tags }]);
  });

  it('reads what git knows, without fixtures of lint and the lock file', () => {
    const { files, projects } = readRepository(join(import.meta.dirname, '..', '..'));
    const paths = files.map(({ path }) => path);
    expect(paths).toContain('tools/tidy/repository.ts');
    expect(paths.filter((path) => /tools\/lint\/fixtures|package-lock|node_modules/.test(path))).toEqual([]);
    expect(projects.map(({ name }) => name)).toContain('@chappe/crypto');
  });
});
