import { defineConfig } from 'vitest/config';

// As Vite has it, without "import": with that condition even a require() in Node would get ES modules.
const conditions = ['@chappe/source', 'node'];
const shared = { environment: 'node', pool: 'threads', testTimeout: 30_000, hookTimeout: 60_000 } as const;

/** About the all-in-one program itself: its start, and how it is killed. */
const ALL_IN_ONE_ONLY = ['tests/kill/{start-up,restored-copy,full-disk}.spec.ts'];
/** About several processes. */
const CLUSTER_ONLY = ['tests/cluster/**', 'tests/faults/**'];
/** In our own images, where an engine is there. */
const CONTAINERS = ['tests/containers/**/*.spec.ts'];
/** About what takes all of a machine, and is measured by the clock: one file at a time. */
const FAULTS = ['tests/{kill,cluster,faults,memory}/**/*.spec.ts'];
const otherForm = process.env['CHAPPE_TEST_FORM'] === 'cluster' ? ALL_IN_ONE_ONLY : CLUSTER_ONLY;

export default defineConfig({
  // Specs and fixtures are outside every tsconfig from which Vite would learn this.
  oxc: { decorator: { legacy: true, emitDecoratorMetadata: true } },
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  // Of global setups: they, too, run before anything is built.
  environments: { __vitest__: { resolve: { conditions } } },
  test: {
    reporters: ['default', './tools/dev/ci-reporter.ts'],
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'pure',
          isolate: false,
          ...atOnce(1, 2),
          include: ['{apps,libs,tools}/**/*.spec.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/*.medium.spec.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'medium',
          isolate: false,
          ...atOnce(2, 3),
          include: ['{apps,libs,tools}/**/*.medium.spec.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['libs/testing/src/postgres/postgres.global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'network',
          isolate: true,
          ...atOnce(3, 3),
          testTimeout: 240_000,
          include: ['tests/**/*.spec.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', ...FAULTS, ...CONTAINERS],
          globalSetup: ['libs/testing/src/network/network.global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'faults',
          isolate: true,
          ...atOnce(4, 1),
          testTimeout: 240_000,
          include: FAULTS,
          exclude: ['**/node_modules/**', '**/dist/**', ...otherForm],
          globalSetup: ['libs/testing/src/network/network.global-setup.ts'],
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'containers',
          isolate: true,
          ...atOnce(5, 1),
          testTimeout: 240_000,
          include: CONTAINERS,
          exclude: ['**/node_modules/**', '**/dist/**'],
          globalSetup: ['tools/images/containers.global-setup.ts'],
          // Its image would have to be pulled; the set-up removes what is left.
          env: { TESTCONTAINERS_RYUK_DISABLED: 'true' },
        },
      },
    ],
  },
});

/** One group of files after the other; within a group, so many files at a time. Most specs wait more than they work. */
function atOnce(groupOrder: number, maxWorkers: number) {
  return { maxWorkers, sequence: { groupOrder } };
}
