import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { stalePages } from './stale-pages.ts';

const path = 'docs/reference/endpoints.md';
const repository = repositoryOf('/r', [{ path, text: 'old' }]);

describe('stale-pages', () => {
  it('lets a page that is printed the same pass', async () => {
    expect(await stalePages(repository, async () => [{ path, text: 'old' }])).toEqual([]);
  });

  it('finds a page that is printed otherwise, or is missing', async () => {
    expect(await stalePages(repository, async () => [{ path, text: 'new' }])).toHaveLength(1);
    expect(await stalePages(repository, async () => [{ path: 'docs/reference/b.md', text: '' }])).toHaveLength(1);
  });

  it('reports sources that cannot be imported', async () => {
    const found = await stalePages(repository, () => Promise.reject(new Error('no export sync')));
    expect(found[0]?.message).toContain('no export sync');
  });
});
