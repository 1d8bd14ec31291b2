import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { dependencies } from './dependencies.ts';

const manifest = {
  path: 'libs/events/package.json',
  text: '{ "name": "@chappe/events", "dependencies": { "@chappe/crypto": "*", "typebox": "1" } }',
};
const run = (path: string, text: string) => dependencies.run(repositoryOf('/r', [manifest, { path, text }]));

describe('dependencies', () => {
  it('lets a declared package pass', () => {
    expect(run('libs/events/src/a.ts', "import { sha256 } from '@chappe/crypto';")).toEqual([]);
  });

  it('finds one that is not declared', () => {
    const [finding] = run('libs/events/src/a.ts', "export * from '@chappe/runtime';");
    expect(finding?.message).toBe('imports @chappe/runtime, which libs/events/package.json does not declare');
  });

  it('finds fixtures of a package, declared or not', () => {
    const [finding] = run('libs/events/src/a.ts', "import { readPlainly } from '@chappe/crypto/fixtures';");
    expect(finding?.message).toBe('imports @chappe/crypto/fixtures, which is for tests only');
  });

  it('lets a test import what it likes', () => {
    expect(run('libs/events/src/a.spec.ts', "import { x } from '@chappe/testing';")).toEqual([]);
    expect(run('libs/events/src/fixtures/a.ts', "import { x } from '@chappe/crypto/fixtures';")).toEqual([]);
  });
});
