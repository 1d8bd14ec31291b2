import type { Check, Finding } from '../repository.ts';

const README_LINES_MAX = 40;

/** House style, principle 39: each library and app has a README of at most 40 lines: what, what not, where to start. */
export const readmes: Check = {
  name: 'readmes',
  run({ files, projects }) {
    const texts = new Map(files.map(({ path, text }) => [path, text]));
    const expected = ['README.md', ...projects.map(({ folder }) => `${folder}/README.md`)];
    return expected.flatMap((path): Finding[] => {
      const text = texts.get(path);
      if (text === undefined) return [{ path, message: 'is missing: what, what not, where to start' }];
      const lines = text.split('\n').length - 1;
      return lines > README_LINES_MAX ? [{ path, message: `${lines} lines, at most ${README_LINES_MAX}` }] : [];
    });
  },
};
