import { describe, expect, it } from 'vitest';
import type { Finding } from './findings/finding.ts';
import { leaks } from './fixtures/leaks.ts';
import { throwsRarely } from './fixtures/throws-rarely.ts';
import type { FuzzTarget } from './fuzz-target.ts';
import { HeapWatch } from './run/heap-watch.ts';
import { loadTarget } from './run/load-target.ts';
import { type FuzzOptions, runFuzz } from './run/run-fuzz.ts';
import { superviseTarget } from './run/supervise-target.ts';
import { TARGET_FILES } from './target-files.ts';

/** Every so manieth seed, so that all targets together take a few seconds. */
const SEEDS_MAX = 100;
const FOREVER = Number.MAX_SAFE_INTEGER;

function findingsIn(target: FuzzTarget, options: Partial<FuzzOptions>): Finding[] {
  const findings: Finding[] = [];
  runFuzz(target, {
    seed: 1,
    inputsMax: 5000,
    secondsMax: 20,
    now: () => performance.now(),
    heapEveryInputs: FOREVER,
    heapEveryMs: 0,
    found: (finding) => findings.push(finding),
    ...options,
  });
  return findings;
}

describe.each(Object.entries(TARGET_FILES))('the target %s', (name, file) => {
  it('finds nothing in its seeds and in some hundred changed inputs', async () => {
    const target = await loadTarget(file.href);
    expect(target.name).toBe(name);
    const all = target.seeds();
    expect(all.length).toBeGreaterThan(3);
    const seeds = all.filter((_, at) => at % Math.ceil(all.length / SEEDS_MAX) === 0);
    expect(findingsIn({ ...target, seeds: () => seeds }, { inputsMax: 400 })).toEqual([]);
  });
});

describe('a planted defect is found', () => {
  it('that throws for a rare shape, with the shortest input for it', () => {
    const [finding, ...more] = findingsIn(throwsRarely, { inputsMax: 10_000 });
    expect(more).toEqual([]);
    expect(finding).toMatchObject({ target: 'throws-rarely', kind: 'property' });
    expect(finding?.message).toBe('AssertionError: Escaped keys are found');
    expect(finding?.input).toBe(String.raw`"n\u0061me"`);
  });

  it('that leaks', () => {
    const heap = new HeapWatch(2 ** 20);
    const findings = findingsIn(leaks, { heap, heapEveryInputs: 1000, inputsMax: 10_000 });
    expect(findings.map(({ kind }) => kind)).toEqual(['leak']);
  });

  it('that hangs, by whoever waits for the thread', async () => {
    const findings: Finding[] = [];
    const targetFile = new URL('./fixtures/hangs-rarely.ts', import.meta.url).href;
    const limits = { inputsMax: FOREVER, secondsMax: 20, inputMsMax: 200 };
    const report = await superviseTarget({ name: 'hangs-rarely', targetFile, seed: 1, ...limits }, (finding) =>
      findings.push(finding),
    );
    expect(report).toBeUndefined();
    expect(findings).toMatchObject([{ kind: 'hang', target: 'hangs-rarely' }]);
    expect(findings[0]?.input).toContain('[1,1');
  });
});

describe('runFuzz', () => {
  it('makes the same inputs from the same seed', () => {
    const inputsOf = (seed: number): string[] => {
      const inputs: string[] = [];
      findingsIn(throwsRarely, { seed, inputsMax: 1000, before: (input) => inputs.push(input) });
      // Slow ones run again.
      return [...new Set(inputs)];
    };
    expect(inputsOf(7)).toEqual(inputsOf(7));
    expect(inputsOf(7)).not.toEqual(inputsOf(8));
  });

  it('does not keep growing on a target that keeps nothing', () => {
    const heap = new HeapWatch(2 ** 20);
    const fine: FuzzTarget = { ...leaks, run: () => 'fine' };
    expect(findingsIn(fine, { heap, heapEveryInputs: 1000, inputsMax: 10_000 })).toEqual([]);
    expect(heap.greatest).toBeGreaterThan(0);
  });
});
