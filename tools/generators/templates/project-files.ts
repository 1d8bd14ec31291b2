/** A project of the workspace. */
export interface ProjectTemplate {
  /** Relative to the root. */
  readonly folder: string;
  /** Name of its package. */
  readonly name: string;
  /** Its main source file, without folder and suffix. */
  readonly main: string;
  readonly layer: 'app' | 'service';
  readonly service: string;
  /** Names of packages of this repository. */
  readonly dependencies: readonly string[];
}

/** package.json and tsconfig.json by their paths; `npm run tidy -- --fix` fills in the references. */
export function projectFiles(project: ProjectTemplate): Record<string, string> {
  const { folder } = project;
  const up = folder
    .split('/')
    .map(() => '..')
    .join('/');
  return {
    [`${folder}/package.json`]: `${JSON.stringify(packageOf(project), null, 2)}\n`,
    [`${folder}/tsconfig.json`]: `{
  "extends": "${up}/tsconfig.base.json",
  "compilerOptions": {
    "rootDir": "src",
    "outDir": "dist",
    "tsBuildInfoFile": "dist/.tsbuildinfo"
  },
  "include": ["src/**/*.ts"],
  "exclude": ["src/**/*.spec.ts", "src/**/fixtures/**"],
  "references": []
}
`,
  };
}

/** What package-lock.json keeps of a project. */
export function lockedProject({ name, dependencies }: ProjectTemplate): object {
  return { name, version: '0.1.0', dependencies: declared(dependencies) };
}

const declared = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries([...names].sort().map((name) => [name, '*']));

const packageOf = ({ name, main, layer, service, dependencies }: ProjectTemplate): object => ({
  name,
  version: '0.1.0',
  private: true,
  type: 'module',
  exports: {
    './package.json': './package.json',
    '.': {
      '@chappe/source': `./src/${main}.ts`,
      types: `./dist/${main}.d.ts`,
      default: `./dist/${main}.js`,
    },
  },
  dependencies: declared(dependencies),
  nx: { tags: [`layer:${layer}`, `service:${service}`], targets: { build: {}, test: {} } },
});
