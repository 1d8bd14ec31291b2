import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { relative } from 'node:path/posix';
import type { Check, Finding, Repository } from '../repository.ts';

interface TsConfig {
  references?: readonly { readonly path: string }[];
}

interface Expected {
  /** The tsconfig.json. */
  readonly path: string;
  readonly references: readonly string[];
}

/** The references that each tsconfig.json should have: one for each dependency; in the root one for each project. */
function expectedReferences({ files, projects }: Repository): Expected[] {
  const folders = new Map(projects.map(({ name, folder }) => [name, folder]));
  const configured = projects.filter(({ folder }) => files.some(({ path }) => path === `${folder}/tsconfig.json`));
  const ofProjects = configured.map(({ folder, dependencies }) => ({
    path: `${folder}/tsconfig.json`,
    references: dependencies.flatMap((name) => folders.get(name) ?? []).map((target) => relative(folder, target)),
  }));
  return [...ofProjects, { path: 'tsconfig.json', references: configured.map(({ folder }) => `./${folder}`) }];
}

const referencesIn = (text: string): string[] =>
  ((JSON.parse(text) as TsConfig).references ?? []).map(({ path }) => path);

/** TypeScript builds in the order of references, npm knows dependencies: they must say the same. */
export const references: Check = {
  name: 'references',
  run(repository) {
    return expectedReferences(repository).flatMap((expected): Finding[] => {
      const text = repository.files.find(({ path }) => path === expected.path)?.text ?? '{}';
      const found = new Set(referencesIn(text));
      const missing = expected.references.filter((path) => !found.delete(path));
      const problems = [...missing.map((path) => `lacks ${path}`), ...[...found].map((path) => `has ${path} too many`)];
      if (problems.length === 0) return [];
      return [{ path: expected.path, message: `references: ${problems.join(', ')} (npm run tidy -- --fix)` }];
    });
  },
};

/** Rewrites the references of every tsconfig.json that is wrong and asked for. */
export function fixReferences(repository: Repository, isAsked: (path: string) => boolean = () => true): void {
  const findings = references.run(repository).filter(({ path }) => isAsked(path));
  const wrong = new Set(findings.map(({ path }) => path));
  for (const expected of expectedReferences(repository).filter(({ path }) => wrong.has(path))) {
    const file = join(repository.root, expected.path);
    const config = JSON.parse(readFileSync(file, 'utf8')) as TsConfig;
    const paths = expected.references.map((path) => ({ path }));
    writeFileSync(file, `${JSON.stringify({ ...config, references: paths }, null, 2)}\n`);
  }
}
