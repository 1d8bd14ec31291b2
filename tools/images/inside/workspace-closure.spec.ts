import { describe, expect, it } from 'vitest';
import { workspaceClosure } from './workspace-closure.ts';

describe('workspaceClosure', () => {
  it('finds what an app needs, and no other service', () => {
    const folders = workspaceClosure('.', 'room').map(({ folder }) => folder);
    expect(folders).toContain('apps/room');
    expect(folders).toContain('libs/services/room');
    expect(folders).toContain('libs/crypto');
    expect(folders.filter((folder) => /^(apps|libs\/services)\//.test(folder))).toHaveLength(2);
  });

  it('refuses an app that there is not', () => {
    expect(() => workspaceClosure('.', 'telegraph')).toThrow('there is no folder apps/telegraph');
  });
});
