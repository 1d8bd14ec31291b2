import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Where the reader is not known, or is asked about. */
const WITHOUT_A_READER = ['state/state-pages.ts', 'sync/room-snapshots.ts', 'sync/sync.rpcs.ts'];

it('is the only way from a stored event to one that a reader gets', () => {
  const sources = globSync('**/*.ts', { cwd: root, exclude: ['**/*.spec.ts', '**/fixtures/**'] });
  const users = sources.filter((path) => /import .*\btoStoredEvent\b/.test(readFileSync(join(root, path), 'utf8')));
  expect(users.sort()).toEqual([...WITHOUT_A_READER, 'timeline/reader-events.ts'].sort());
});
