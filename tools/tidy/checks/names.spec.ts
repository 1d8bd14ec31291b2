import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { names } from './names.ts';

const run = (...paths: string[]) =>
  names
    .run(
      repositoryOf(
        '/r',
        paths.map((path) => ({ path, text: '' })),
      ),
    )
    .map(({ message }) => message);

describe('names', () => {
  it.each([
    'libs/services/room/src/room-creation/room-creation.rpcs.ts',
    'libs/crypto/src/encoding/base64.ts',
    'libs/services/auth/src/migrations/20261123-000100-accounts.ts',
    'libs/crypto/src/fixtures/Some_Vector.json',
    'tsconfig.base.json',
    'apps/all-in-one/Dockerfile',
  ])('lets %s pass', (path) => {
    expect(run(path)).toEqual([]);
  });

  it.each([
    'libs/crypto/src/utils/a.ts',
    'libs/platform/http/src/common.ts',
    'libs/platform/http/src/http.helpers.ts',
    'libs/platform/http/src/test-helpers.ts',
    'tests/shared/a.spec.ts',
    'libs/services/room/src/room-manager.ts',
  ])('finds a name that says nothing in %s', (path) => {
    expect(run(path)[0]).toContain('says nothing');
  });

  it('finds folders by kind inside a service', () => {
    expect(run('libs/services/room/src/controllers/a.ts')[0]).toContain('capability');
  });

  it('finds names that are not kebab-case', () => {
    expect(run('libs/crypto/src/parseJson.ts')).toEqual(['files are kebab-case']);
    expect(run('libs/crypto/src/myJson/a.ts')).toEqual(['folders are kebab-case']);
  });

  it('finds two decisions with one number', () => {
    expect(run('docs/decisions/0001-a.md', 'docs/decisions/0002-b.md', 'docs/decisions/README.md')).toEqual([]);
    expect(run('docs/decisions/0001-a.md', 'docs/decisions/0001-b.md')).toEqual([
      'there is another decision 0001: take the next free number',
    ]);
  });
});
