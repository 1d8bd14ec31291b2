import type { Check } from '../repository.ts';

/** House style, section 3: `index.ts` stands only at a library's root. */
export const indexFiles: Check = {
  name: 'index-files',
  run({ files, projects }) {
    const allowed = new Set(projects.map(({ folder }) => `${folder}/src/index.ts`));
    return files
      .filter(({ path }) => /(^|\/)index\.(ts|mjs|js)$/.test(path) && !allowed.has(path))
      .map(({ path }) => ({ path, message: 'index.ts stands only at src/ of a library: import the file itself' }));
  },
};
