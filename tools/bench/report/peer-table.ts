import type { ScenarioResult, ScenarioRun } from '../scenarios/scenario.ts';
import { medianRun, ownCpuOfEach } from './figures.ts';
import { type Cell, digits, table } from './table.ts';

/** Errors for each right answer from which on costs are not compared. */
const ERRORS_SHARE_MAX = 0.1;

/** Ours beside the other homeserver's, of the same run; empty when there was none. */
export function peerTable(results: readonly ScenarioResult[]): string {
  const own = results.filter(({ by }) => by === undefined);
  const others = results.filter(({ by }) => by !== undefined);
  const rows = own.flatMap(({ name, runs }): Cell[][] => {
    const other = others.find((each) => each.name === name);
    if (other === undefined) return [];
    const [ours, its] = [medianRun(runs), medianRun(other.runs)];
    const [ourCpu, itsCpu] = [ownCpuOfEach(ours), ownCpuOfEach(its)];
    return [
      [
        name,
        digits(ourCpu),
        digits(itsCpu),
        isSound(ours) && isSound(its) ? `${digits(itsCpu / ourCpu)} ×` : undefined,
        digits(ours.result.latency?.p50),
        digits(its.result.latency?.p50),
        digits(kibOf(ours)),
        digits(kibOf(its)),
        errorsOf(other.runs),
      ],
    ];
  });
  if (rows.length === 0) return '';
  const by = others[0]?.by ?? '';
  return table(
    [
      `beside ${by}, in turn`,
      `CPU µs for each ${own[0]?.unit ?? ''}: ours`,
      'its',
      'ours is cheaper',
      'p50 ms: ours',
      'its',
      'KiB an answer: ours',
      'its',
      'its errors',
    ],
    rows,
  );
}

/** Whether most was answered as it should be: what errors cost would be counted for the rest. */
function isSound({ result }: ScenarioRun): boolean {
  const errors = Object.values(result.errors).reduce((sum, count) => sum + count, 0);
  return errors <= ERRORS_SHARE_MAX * result.count;
}

function kibOf({ result }: ScenarioRun): number {
  return result.bytes / result.count / 1_024;
}

/** Of all runs, in words. */
export function errorsOf(runs: readonly ScenarioRun[]): string {
  const errors = runs.flatMap(({ result }) => Object.entries(result.errors));
  return errors.length === 0 ? '0' : errors.map(([what, count]) => `${count} × ${what}`).join(', ');
}
