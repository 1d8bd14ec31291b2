import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A file of the repository. */
export interface RepositoryFile {
  /** Relative to the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** A project: a folder with a package.json of the workspace. */
export interface Project {
  /** Folder, relative to the root. */
  readonly folder: string;
  /** Name in package.json. */
  readonly name: string;
  /** Names of the packages of this repository that it declares as dependencies. */
  readonly dependencies: readonly string[];
  /** Nx's tags: `layer:app`, `service:room`. */
  readonly tags: readonly string[];
}

/** What checks look at. */
export interface Repository {
  /** Absolute path. */
  readonly root: string;
  /** Every file that is committed or would be, but for the generated ones and the lint fixtures. */
  readonly files: readonly RepositoryFile[];
  readonly projects: readonly Project[];
}

/** A broken rule. */
export interface Finding {
  readonly path: string;
  /** From 1; absent when the whole file is meant. */
  readonly line?: number;
  /** What is wrong and what to do instead. */
  readonly message: string;
}

/** A rule of the house style that a program can check. */
export interface Check {
  readonly name: string;
  run(repository: Repository): readonly Finding[];
}

const LEFT_OUT = /(^|\/)package-lock\.json$|^LICENSE$|^tools\/lint\/fixtures\/|^libs\/contracts\/src\/gen\//;
const TEXT = /\.(ts|mjs|js|json|md|ya?ml|proto|sql|txt|sh|html)$|(^|\/)\.?[\w-]+$/;

/** Reads the repository at `root`: what git knows and what it would add. */
export function readRepository(root: string): Repository {
  const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const paths = [...new Set(list.split('\0'))].filter((path) => path !== '' && TEXT.test(path) && !LEFT_OUT.test(path));
  const present = paths.filter((path) => existsSync(join(root, path))).sort();
  return repositoryOf(
    root,
    present.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );
}

interface PackageJson {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly nx?: { readonly tags?: readonly string[] };
}

/** A repository of the given files; finds the projects among them. */
export function repositoryOf(root: string, files: readonly RepositoryFile[]): Repository {
  const manifests = files.filter(({ path }) => /^(apps|libs)\/.*\/package\.json$/.test(path));
  const projects = manifests.map(({ path, text }) => {
    const { name, dependencies = {}, nx } = JSON.parse(text) as PackageJson;
    const own = Object.keys(dependencies).filter((dependency) => dependency.startsWith('@chappe/'));
    return { folder: path.replace(/\/package\.json$/, ''), name, dependencies: own.sort(), tags: nx?.tags ?? [] };
  });
  return { root, files, projects };
}

/** Calls back for every line of a file, counted from 1. */
export function eachLine(file: RepositoryFile, visit: (line: string, number: number) => void): void {
  file.text.split('\n').forEach((line, at) => visit(line, at + 1));
}

export const isCode = (path: string): boolean => /\.(ts|mjs|js)$/.test(path);
export const isSpec = (path: string): boolean => path.endsWith('.spec.ts');
/** Recorded data beside tests, named after its content. */
export const isFixture = (path: string): boolean => path.includes('/fixtures/');
