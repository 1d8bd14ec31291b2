import type { FuzzReport } from './fuzz-report.ts';

const OUTCOMES_SHOWN = 12;

/** A report for a terminal. */
export function reportLines(report: FuzzReport): string {
  const { target, seed, inputs, seconds, corpus, outcomes } = report;
  const perSecond = Math.round(inputs / Math.max(seconds, 0.001));
  const outcomeLines = outcomes.slice(0, OUTCOMES_SHOWN).map(([word, count]) => `  ${count} ${word}\n`);
  const more = outcomes.length > OUTCOMES_SHOWN ? `  and ${outcomes.length - OUTCOMES_SHOWN} other outcomes\n` : '';
  const heap = `greatest heap ${(report.heapBytes / 2 ** 20).toFixed(1)} MiB`;
  const slowest = `slowest input ${report.slowestMs.toFixed(1)} ms (${report.slowestUnits} units)`;
  return (
    `${target}: ${inputs} inputs in ${seconds.toFixed(0)} s (${perSecond}/s), seed ${seed}, corpus ${corpus}, ` +
    `${slowest}, ${heap}\n${outcomeLines.join('')}${more}`
  );
}
