import { type Check, type Finding, isFixture, isSpec, type Project, type RepositoryFile } from '../repository.ts';

const OWN_IMPORT = /(?:from|import)\s*\(?\s*'(@chappe\/[a-z-]+)(\/[^']*)?'/g;
const FIXTURES = '/fixtures';
const IN_SOURCES = /\/src\/.*\.ts$/;

function findingsOf(project: Project, file: RepositoryFile): Finding[] {
  const imports = [...file.text.matchAll(OWN_IMPORT)];
  const imported = new Set(imports.map(([, name = '', subpath]) => (subpath === FIXTURES ? name + subpath : name)));
  return [...imported].flatMap((name): Finding[] => {
    if (project.dependencies.includes(name)) return [];
    const why = name.endsWith(FIXTURES)
      ? 'which is for tests only'
      : `which ${project.folder}/package.json does not declare`;
    return [{ path: file.path, message: `imports ${name}, ${why}` }];
  });
}

/**
 * A package of this repository that a project imports stands in its package.json, and its fixtures are in no build;
 * tests may use what they like.
 */
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
