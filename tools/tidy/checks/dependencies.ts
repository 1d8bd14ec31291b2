import { type Check, type Finding, isFixture, isSpec, type Project, type RepositoryFile } from '../repository.ts';

const OWN_IMPORT = /(?:from|import)\s*\(?\s*'(@chappe\/[a-z-]+)(\/[^']*)?'/g;
const IN_SOURCES = /\/src\/.*\.ts$/;

function findingsOf(project: Project, file: RepositoryFile): Finding[] {
  const imported = [...file.text.matchAll(OWN_IMPORT)].map(([, name = '']) => name);
  return [...new Set(imported)]
    .filter((name) => !project.dependencies.includes(name))
    .map((name) => ({
      path: file.path,
      message: `imports ${name}, which ${project.folder}/package.json does not declare`,
    }));
}

/** A package of this repository that a project imports stands in its package.json; tests may use what they like. */
export const dependencies: Check = {
  name: 'dependencies',
  run({ files, projects }) {
    return projects.flatMap((project) =>
      files
        .filter(
          ({ path }) =>
            path.startsWith(`${project.folder}/`) && IN_SOURCES.test(path) && !isSpec(path) && !isFixture(path),
        )
        .flatMap((file) => findingsOf(project, file)),
    );
  },
};
