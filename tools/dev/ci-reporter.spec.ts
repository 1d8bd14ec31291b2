import type { TestModule } from 'vitest/node';
import { afterEach, describe, expect, it, vi } from 'vitest';
import CiReporter from './ci-reporter.ts';

const test = (state: string, note?: string) => ({ fullName: `a > ${state}`, result: () => ({ state, note }) });
const moduleOf = (
  tests: readonly unknown[],
  {
    errors = [],
    suiteErrors = [],
  }: { readonly errors?: readonly unknown[]; readonly suiteErrors?: readonly unknown[] } = {},
) => {
  const suites = [{ errors: () => suiteErrors }];
  return {
    errors: () => errors,
    children: { allTests: () => tests, allSuites: () => suites },
  } as unknown as TestModule;
};

describe('the closing line of a test run', () => {
  afterEach(() => vi.restoreAllMocks());

  const printed = (...run: Parameters<CiReporter['onTestRunEnd']>): string => {
    const lines: string[] = [];
    vi.spyOn(process.stdout, 'write').mockImplementation((line) => lines.push(String(line)) > 0);
    new CiReporter().onTestRunEnd(...run);
    vi.restoreAllMocks();
    return lines.join('');
  };

  it('counts what passed, failed and was skipped, and says why', () => {
    const tests = [test('passed'), test('passed'), test('failed'), test('skipped', 'needs chromium'), test('pending')];
    const text = printed([moduleOf(tests)], []);
    expect(text).toContain('skipped: a > skipped: needs chromium\n');
    expect(text.endsWith('\n2 passed, 1 failed, 2 skipped\n')).toBe(true);
  });

  it('counts a file that cannot be loaded and an error outside of tests as failed', () => {
    const module = moduleOf([], { errors: ['no such module'] });
    expect(printed([module], [{ message: 'late' }])).toContain('0 passed, 2 failed, 0 skipped');
  });

  it('counts a hook that fails as failed: the tests behind it do not run', () => {
    const module = moduleOf([test('skipped')], { suiteErrors: ['beforeAll failed'] });
    expect(printed([module], [])).toContain('0 passed, 1 failed, 1 skipped');
  });
});
