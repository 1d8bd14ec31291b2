import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { folderWalls } from './folder-walls.ts';

const run = (path: string, text: string) =>
  folderWalls.run(repositoryOf('/r', [{ path: `libs/services/sync/src/${path}`, text }]));

describe('folder-walls', () => {
  it.each([
    ['select/a.ts', "import { Views } from '../views/views.js';"],
    [
      'select/rooms/a.ts',
      "import { b } from './b.js';\nimport { c } from '../c.js';\nimport { d } from '@chappe/http';",
    ],
    ['select/rooms/a.ts', "import { LIMIT } from '../../sync.limits.js';"],
    ['render-v3/a.ts', "import type { Delta } from '../select/delta.js';"],
    ['sync/a.ts', "import { a } from '../render-v3/a.js';\nimport { b } from '../select/b.js';"],
    ['render-v3/a.spec.ts', "import { select } from '../select/select.js';"],
  ])('lets %s import what it may', (path, text) => {
    expect(run(path, text)).toEqual([]);
  });

  it.each([
    [
      'render-v3/a.ts',
      "import {\n  select,\n  type Delta,\n} from '../select/delta.js';",
      'more than types from select/',
    ],
    ['render-v3/a.ts', "export * from '../select/delta.js';", 'more than types from select/'],
    ['render-v3/a.ts', "import type { Views } from '../views/views.js';", 'anything from views/'],
    ['select/rooms/a.ts', "import { render } from '../../render-v3/render.js';", 'anything from render-v3/'],
    ['select/a.ts', "const b = import('../sync/b.js');", 'anything from sync/'],
    ['views/rooms/a.ts', "import type { Delta } from '../../select/delta.js';", 'anything from select/'],
  ])('keeps %s behind its wall', (path, text, what) => {
    expect(run(path, text)).toEqual([
      { path: `libs/services/sync/src/${path}`, message: `${path.split('/')[0]}/ must not import ${what}` },
    ]);
  });
});
