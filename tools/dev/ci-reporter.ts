import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node';

const reasonOf = (test: TestCase): string => {
  const result = test.result();
  return result.state === 'skipped' && result.note !== undefined ? result.note : 'no reason given';
};

/**
 * Prints why each skipped test was skipped, then the closing line `N passed, N failed, N skipped`. A file that cannot
 * be loaded, a hook that fails and an error outside of any test count as failed: they must not look like fewer tests.
 */
export default class CiReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const count = { passed: 0, failed: unhandledErrors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      count.failed += module.errors().length;
      for (const suite of module.children.allSuites()) count.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        count[state]++;
        if (state === 'skipped') process.stdout.write(`skipped: ${test.fullName}: ${reasonOf(test)}\n`);
      }
    }
    const skipped = count.skipped + count.pending;
    process.stdout.write(`\n${count.passed} passed, ${count.failed} failed, ${skipped} skipped\n`);
  }
}
