import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { lineWidth } from './line-width.ts';

const run = (path: string, text: string) => lineWidth.run(repositoryOf('/r', [{ path, text }]));
const wide = 'x'.repeat(121);

describe('line-width', () => {
  it('names the line that is wider than 120', () => {
    expect(run('a.ts', `ok\n${wide}`)).toEqual([{ path: 'a.ts', line: 2, message: '121 characters, at most 120' }]);
    expect(run('a.proto', wide)).toHaveLength(1);
  });

  it('lets 120 characters, a link, recorded data and pages pass', () => {
    expect(run('a.ts', 'x'.repeat(120))).toEqual([]);
    expect(run('a.ts', `// https://spec.matrix.org/${wide}`)).toEqual([]);
    expect(run('a/fixtures/b.ts', wide)).toEqual([]);
    expect(run('a.md', wide)).toEqual([]);
  });
});
