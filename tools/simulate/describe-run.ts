import type { SimulationReport } from '@chappe/testing';
import type { RunOutcome } from './run-seeds.ts';

const VIOLATIONS_SHOWN = 5;
const TRACE_LINES_SHOWN = 60;

/** What happened in all seeds together, so that one sees that it was not little. */
export function describeRun({ seedsRun, counts, roomVersions, failures, isCut }: RunOutcome): string {
  const versions = Object.entries(roomVersions).map(([version, count]) => `${version}: ${count}`);
  const width = Math.max(0, ...Object.keys(counts).map((what) => what.length));
  const lines = Object.entries(counts)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([what, count]) => `  ${what.padEnd(width)} ${String(count).padStart(9)}`);
  const end = isCut ? 'the time was up before the last seed' : `${failures.length} failed`;
  return [...lines, `  rooms by version  ${versions.join(', ')}`, `${seedsRun} seeds, ${end}`].join('\n');
}

/** What was violated under a seed, the end of its trace, and how to see it again. */
export function describeFailure({ seed, roomVersion, violations, trace }: SimulationReport): string {
  const shown = violations.slice(0, VIOLATIONS_SHOWN).map(({ invariant, details }) => `  ${invariant}: ${details}`);
  const more = violations.length > shown.length ? [`  and ${violations.length - shown.length} more`] : [];
  const tail = trace.slice(-TRACE_LINES_SHOWN);
  return [
    '',
    `Seed ${seed}, room version ${roomVersion}: violated`,
    ...shown,
    ...more,
    `The last ${tail.length} lines of what happened:`,
    ...tail,
    `Again, with all that happens: npm run simulate -- --seed ${seed} --verbose`,
  ].join('\n');
}
