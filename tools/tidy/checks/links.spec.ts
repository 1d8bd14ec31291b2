import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { links } from './links.ts';

const target = { path: 'docs/house-style.md', text: '# House style\n\n## 5. Numbers (hard)\n' };
const run = (text: string) => links.run(repositoryOf('/r', [target, { path: 'docs/guides/a.md', text }]));

describe('links', () => {
  it('follows a link to a page, to a heading and out of the repository', () => {
    expect(run('[a](../house-style.md) [b](../house-style.md#5-numbers-hard) [c](https://matrix.org)')).toEqual([]);
    expect(run('# Here\n[d](#here)')).toEqual([]);
  });

  it('finds a page that is not there', () => {
    expect(run('x\n[a](nowhere.md)')).toEqual([
      { path: 'docs/guides/a.md', line: 2, message: 'nowhere.md leads nowhere' },
    ]);
  });

  it('finds a heading that is not there', () => {
    expect(run('[a](../house-style.md#6-words)')[0]?.message).toContain('no such heading');
  });
});
