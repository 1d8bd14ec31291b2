import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { thinApps } from './thin-apps.ts';

const manifest = { path: 'apps/room/package.json', text: '{ "name": "@chappe/room-app" }' };
const run = (count: number) => {
  const sources = Array.from({ length: count }, (_, at) => ({ path: `apps/room/src/a${at}.ts`, text: '' }));
  return thinApps.run(repositoryOf('/r', [manifest, ...sources, { path: 'apps/room/src/a.spec.ts', text: '' }]));
};

describe('thin-apps', () => {
  it('lets five files and their tests pass and finds six', () => {
    expect(run(5)).toEqual([]);
    expect(run(6)[0]?.message).toContain('6 files, at most 5');
  });
});
