import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { tags } from './tags.ts';

const run = (text: string) => tags.run(repositoryOf('/r', [{ path: 'a.ts', text }]));
const open = 'TO' + 'DO';

describe('tags', () => {
  it('lets an open task with its issue and a deviation with its reason pass', () => {
    expect(run(`// ${open}(#12): more\n// SPEC-DEVIATION(clients send it): x`)).toEqual([]);
    expect(run('const TODOS = 1;')).toEqual([]);
  });

  it('finds an open task without an issue', () => {
    expect(run(`// ${open}: later`)).toHaveLength(1);
    expect(run(`// ${open}(me)`)).toHaveLength(1);
  });

  it('finds other marks and a deviation without a reason', () => {
    expect(run(`// ${'FIX'}ME`)).toHaveLength(1);
    expect(run(`// SPEC-DEVIA${'TION'}: x`)).toHaveLength(1);
  });
});
