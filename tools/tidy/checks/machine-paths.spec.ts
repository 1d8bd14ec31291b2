import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { machinePaths } from './machine-paths.ts';

const run = (text: string) => machinePaths.run(repositoryOf('/srv/checkout', [{ path: 'a.md', text }]));

describe('machine-paths', () => {
  it('lets addresses and paths of the repository pass', () => {
    expect(run('libs/work/a.ts, https://matrix.org/docs/root/x and ./home/y')).toEqual([]);
  });

  it('finds a folder of a machine', () => {
    expect(run(`x\nsee /${'home'}/someone/a`)).toEqual([{ path: 'a.md', line: 2, message: 'a path of this machine' }]);
    expect(run('/srv/checkout/libs/a.ts')).toHaveLength(1);
  });

  it('finds the host of a package registry', () => {
    expect(run(`https://registry.npm${'js'}.org/pg`)[0]?.message).toBe('a registry host');
  });
});
