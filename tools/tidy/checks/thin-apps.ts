import { type Check, type Finding, isSpec } from '../repository.ts';

const FILES_MAX = 5;

/** House style, principle 4: what a process does is a library, an app has at most five source files. */
export const thinApps: Check = {
  name: 'thin-apps',
  run({ files, projects }) {
    const apps = projects.filter(({ folder }) => folder.startsWith('apps/'));
    return apps.flatMap(({ folder }): Finding[] => {
      const sources = files.filter(({ path }) => path.startsWith(`${folder}/src/`) && !isSpec(path));
      if (sources.length <= FILES_MAX) return [];
      return [
        { path: `${folder}/src`, message: `${sources.length} files, at most ${FILES_MAX}: move them to a library` },
      ];
    });
  },
};
