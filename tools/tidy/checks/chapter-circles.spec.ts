import { describe, expect, it } from 'vitest';
import { repositoryOf } from '../repository.ts';
import { chapterCircles } from './chapter-circles.ts';

const project = { path: 'libs/services/room/package.json', text: '{"name":"@chappe/room"}' };
const run = (sources: Readonly<Record<string, string>>) =>
  chapterCircles
    .run(
      repositoryOf('/r', [
        project,
        ...Object.entries(sources).map(([path, text]) => ({ path: `libs/services/room/src/${path}`, text })),
      ]),
    )
    .map(({ message }) => message);

describe('chapters', () => {
  it('may use one another in one direction', () => {
    expect(
      run({ 'a/a.ts': "import { b } from '../b/b.js';", 'b/b.ts': "import { c } from '../room.limits.js';" }),
    ).toEqual([]);
  });

  it('must not form a circle, however long', () => {
    const sources = {
      'a/a.ts': "import type { b } from '../b/b.js';",
      'b/deep/b.ts': "import {\n  c,\n} from '../../c/c.js';",
      'c/c.ts': "export { a } from '../a/a.js';",
    };
    expect(run(sources)).toEqual(['chapters in a circle: a → b → c → a']);
  });

  it('are not bound by their tests and fixtures', () => {
    const back = "import { a } from '../../a/a.js';";
    expect(
      run({
        'a/a.ts': "import '../x.js'; import { b } from '../b/b.js';",
        'b/fixtures/b.ts': back,
        'b/b.spec.ts': back,
      }),
    ).toEqual([]);
  });
});
