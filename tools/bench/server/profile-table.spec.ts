import { describe, expect, it } from 'vitest';
import { profileTable } from './profile-table.ts';

const node = (id: number, functionName: string, ...[url = '', ...children]: [string?, ...number[]]) => ({
  id,
  children,
  callFrame: { functionName, url, lineNumber: 8 },
});
const PROFILE = {
  nodes: [
    node(1, '(idle)'),
    node(2, 'hash', 'file:///x/libs/crypto/dist/hash/hash.js'),
    node(3, 'commit', 'file:///x/libs/services/room/dist/commit/commit.js'),
    node(4, '', 'file:///x/node_modules/pg/lib/query.js', 7),
    node(5, 'writev', ''),
    node(6, 'hash', 'file:///x/libs/crypto/dist/hash/hash.js'),
    node(7, 'write', 'node:internal/net', 8),
    node(8, 'writev'),
  ],
  samples: [1, 2, 6, 3, 4, 5, 8],
  timeDeltas: [5_000, 2_000, 2_000, 3_000, 1_000, 2_000, 500],
};

describe('profileTable', () => {
  it('adds up the self times of functions and packages and leaves idle time out', () => {
    const table = profileTable([PROFILE], 1_000);
    expect([table.busyMs, table.idleMs]).toEqual([10.5, 5]);
    expect(table.packages.map(({ name, ms }) => [name, ms])).toEqual([
      ['libs/crypto', 4],
      ['libs/services/room', 3],
      ['(native)', 2],
      ['pg', 1.5],
    ]);
    expect(table.functions[0]).toEqual({ name: 'hash libs/crypto/hash/hash.js:9', ms: 4, share: 4 / 10.5 });
    expect(table.functions.at(-2)?.name).toBe('(anonymous) pg/lib/query.js:9');
  });

  it('says on whose behalf a function of Node runs', () => {
    expect(profileTable([PROFILE], 1_000).functions.at(-1)?.name).toBe('writev for pg');
  });

  it('adds up the profiles of several processes', () => {
    const table = profileTable([PROFILE, PROFILE], 1_000);
    expect([table.busyMs, table.idleMs]).toEqual([21, 10]);
    expect(table.packages[0]).toEqual({ name: 'libs/crypto', ms: 8, share: 4 / 10.5 });
  });

  it('looks at the last part only', () => {
    const { packages } = profileTable([PROFILE], 2.5);
    expect(packages.map(({ name }) => name)).toEqual(['(native)', 'pg']);
  });
});
