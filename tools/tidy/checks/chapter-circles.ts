import { posix } from 'node:path';
import { type Check, isFixture, isSpec, type Repository } from '../repository.ts';

const IMPORT = /\sfrom\s+'(\.[^']*)'/g;

/** Which chapters a chapter imports from. */
type Uses = Map<string, Set<string>>;

/** The chapters of a service use one another in one direction only (house style, principle 8). */
export const chapterCircles: Check = {
  name: 'chapter-circles',
  run(repository) {
    const services = repository.projects.filter(({ folder }) => folder.startsWith('libs/services/'));
    return services.flatMap(({ folder }) => {
      const circle = circleIn(usesOf(repository, `${folder}/src`));
      return circle ? [{ path: `${folder}/src`, message: `chapters in a circle: ${circle.join(' → ')}` }] : [];
    });
  },
};

function usesOf({ files }: Repository, source: string): Uses {
  const chapterOf = (path: string): string | undefined => {
    const [chapter = '', ...rest] = posix.relative(source, path).split('/');
    return rest.length === 0 || chapter === '..' ? undefined : chapter;
  };
  const uses: Uses = new Map();
  for (const { path, text } of files) {
    const from = chapterOf(path);
    if (from === undefined || isSpec(path) || isFixture(path)) continue;
    for (const [, target = ''] of text.matchAll(IMPORT)) {
      const to = chapterOf(posix.join(posix.dirname(path), target));
      if (to !== undefined && to !== from) uses.set(from, (uses.get(from) ?? new Set()).add(to));
    }
  }
  return uses;
}

/** A circle, its first chapter named again at the end; undefined when there is none. */
function circleIn(uses: Uses): string[] | undefined {
  const done = new Set<string>();
  const visit = (chapter: string, way: readonly string[]): string[] | undefined => {
    if (way.includes(chapter)) return [...way.slice(way.indexOf(chapter)), chapter];
    if (done.has(chapter)) return undefined;
    for (const next of uses.get(chapter) ?? []) {
      const circle = visit(next, [...way, chapter]);
      if (circle) return circle;
    }
    done.add(chapter);
    return undefined;
  };
  for (const chapter of uses.keys()) {
    const circle = visit(chapter, []);
    if (circle) return circle;
  }
  return undefined;
}
