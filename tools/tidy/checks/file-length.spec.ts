import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { fileLength } from './file-length.ts';

const run = (path: string, lines: number) => fileLength.run(repositoryOf('/r', [{ path, text: 'x\n'.repeat(lines) }]));

describe('file-length', () => {
  it('lets 300 lines of code and 500 of a test pass', () => {
    expect(run('a.ts', 300)).toEqual([]);
    expect(run('a.spec.ts', 500)).toEqual([]);
    expect(run('a.md', 900)).toEqual([]);
  });

  it('finds one line more', () => {
    expect(run('a.ts', 301)).toHaveLength(1);
    expect(run('a.mjs', 301)).toHaveLength(1);
    expect(run('a.spec.ts', 501)).toHaveLength(1);
  });
});
