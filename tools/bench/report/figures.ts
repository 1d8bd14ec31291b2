import type { Machine } from '../machine/describe-machine.ts';
import type { IdleResult } from '../scenarios/measure-idle-polls.ts';
import type { RestResult } from '../scenarios/measure-rest.ts';
import type { ScenarioResult, ScenarioRun } from '../scenarios/scenario.ts';
import type { StartResult } from '../scenarios/measure-start.ts';

/** Everything that one call of the benchmark has measured. */
export interface Figures {
  readonly machine: Machine;
  readonly takenAt: string;
  readonly seconds: number;
  readonly scenarios: readonly { readonly title: string; readonly results: readonly ScenarioResult[] }[];
  readonly idle: readonly IdleResult[];
  readonly start: readonly StartResult[];
  /** Only clusters. */
  readonly rest?: readonly RestResult[];
}

/** What is not part of the platform, or not of every one. */
export const APART = ['generator', 'proxy', 'Kafka'];

export const rateOf = ({ result }: ScenarioRun): number => result.count / result.seconds;

/**
 * The run in the middle by rate, the slower one of two: all its figures belong together, which medians of each would
 * not.
 * @throws when there are none
 */
export function medianRun(runs: readonly ScenarioRun[]): ScenarioRun {
  const sorted = [...runs].sort((a, b) => rateOf(a) - rateOf(b));
  const middle = sorted[(sorted.length - 1) >> 1];
  if (middle === undefined) throw new Error('no runs');
  return middle;
}

/**
 * Microseconds of CPU that a group of processes used for each of what was counted, and how many of them in the kernel.
 */
export function cpuOfEach({ usage, result }: ScenarioRun, group: string): { total: number; kernel: number } {
  const cpu = usage.groups.find(({ name }) => name === group)?.cpu ?? { totalMs: 0, kernelMs: 0 };
  return { total: (1_000 * cpu.totalMs) / result.count, kernel: (1_000 * cpu.kernelMs) / result.count };
}

/** The same of all processes of the platform together. */
export function ownCpuOfEach(run: ScenarioRun): number {
  const own = run.usage.groups.filter(({ name }) => !APART.includes(name));
  return own.reduce((sum, { name }) => sum + cpuOfEach(run, name).total, 0);
}
