import type { PartialStrykerOptions } from '@stryker-mutator/api/core';

/** What is mutated. */
export interface MutationRun {
  /** A folder of libs/events/src; its specs alone must find the mutants. */
  readonly folder: string;
  /** Test processes at a time. */
  readonly concurrency: number;
  /** Where the mutated copy of the libraries is made. */
  readonly workFolder: string;
}

/**
 * The options of the mutation testing tool for a folder: a copy of the two pure libraries outside of the tree, and for
 * each mutant only the tests that reach it. A test gets the time that it takes without mutant 4 times, and 10 seconds.
 */
export function mutationOptions({ folder, concurrency, workFolder }: MutationRun): PartialStrykerOptions {
  const source = `libs/events/src/${folder}`;
  return {
    testRunner: 'vitest',
    plugins: ['@stryker-mutator/vitest-runner'],
    vitest: { configFile: 'tools/mutation/vitest.config.ts', dir: source, related: false },
    mutate: [`${source}/**/*.ts`, `!${source}/**/*.spec.ts`, `!${source}/**/fixtures/**`],
    // All but what the specs of the two libraries need.
    ignorePatterns: [
      '**',
      '!package.json',
      '!tsconfig.base.json',
      '!tools/mutation/**',
      '!libs/events/**',
      '!libs/crypto/**',
      'dist',
    ],
    tempDirName: workFolder,
    coverageAnalysis: 'perTest',
    concurrency,
    timeoutMS: 10_000,
    timeoutFactor: 4,
    reporters: ['clear-text', 'progress-append-only'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false, skipFull: true },
    // No such file: there are no paths in compiler settings to rewrite for the copy.
    tsconfigFile: 'none.json',
    allowConsoleColors: false,
  };
}
