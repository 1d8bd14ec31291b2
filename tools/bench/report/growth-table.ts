import type { ScenarioResult } from '../scenarios/scenario.ts';
import { medianRun, ownCpuOfEach } from './figures.ts';
import { type Cell, digits, table } from './table.ts';

/** What a request costs by what it asks for; empty when that was not measured. */
export function growthTable(results: readonly ScenarioResult[]): string {
  const rows = results.flatMap(({ by, growth, runs }): Cell[][] => {
    if (growth === undefined) return [];
    const run = medianRun(runs);
    const cpu = ownCpuOfEach(run);
    const name = by === undefined ? growth.of : `${by}: ${growth.of}`;
    return [[name, growth.items, digits(cpu), digits(cpu / growth.items), digits(run.result.latency?.p50), run.stalls]];
  });
  if (rows.length === 0) return '';
  const head = ['growth', 'number', 'CPU µs a request', 'of each', 'p50 ms', 'stalls > 50 ms'];
  return `### Growth\n\n${table(head, rows)}`;
}
