import type { Calibration } from '../calibration/calibrate.ts';
import type { LatencySummary } from '../load/latencies.ts';
import type { ProfileTable } from '../server/profile-table.ts';
import type { ScenarioResult, ScenarioRun } from '../scenarios/scenario.ts';
import { growthTable } from './growth-table.ts';
import { errorsOf, peerTable } from './peer-table.ts';
import { type Cell, digits, table } from './table.ts';
import { APART, cpuOfEach, type Figures, medianRun, rateOf } from './figures.ts';

/** The figures as tables, ready for the page. */
export function markdown(figures: Figures): string {
  const { scenarios, idle, start, rest = [] } = figures;
  const parts = [machineLines(figures)];
  for (const { title, results: all } of scenarios) {
    const results = all.filter(({ by }) => by === undefined);
    if (results.length > 0)
      parts.push(
        `### ${title}`,
        resultTable(results),
        costTable(results),
        memoryTable(results),
        peerTable(all),
        calibrationTable(results),
      );
    const profiles = results.flatMap(({ name, runs }) => profileTables(name, medianRun(runs)));
    parts.push(...profiles);
  }
  parts.push(growthTable(scenarios.flatMap(({ results }) => results)));
  if (idle.length > 0) parts.push('### Idle', idleTable(idle));
  if (rest.length > 0) parts.push('### At rest', restTable(rest));
  if (start.length > 0) parts.push('### Start', startTable(start));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function machineLines({ machine, takenAt, seconds }: Figures): string {
  return [
    `${takenAt.slice(0, 16).replace('T', ' ')} UTC, commit ${machine.commit}: ${machine.cores} cores of `,
    `${machine.cpu}, ${machine.memoryGiB} GiB, Linux ${machine.kernel}, ${machine.fileSystem}, Node ${machine.node}, `,
    `PostgreSQL ${machine.postgres}${machine.kafka === undefined ? '' : ` and ${machine.kafka},`} `,
    'on the same machine, load generator included. ',
    `Runs of ${seconds} s; the median run stands in the tables, slowest and fastest in brackets.`,
  ].join('');
}

function resultTable(results: readonly ScenarioResult[]): string {
  const isWoken = results.some(({ runs }) => medianRun(runs).result.afterCommit);
  const rows = results.map((scenario): Cell[] => {
    const { result, stalls } = medianRun(scenario.runs);
    return [
      scenario.name,
      scenario.budget ?? '',
      rateText(scenario.runs),
      ...latencyCells(result.latency),
      ...(isWoken ? [digits(result.afterCommit?.p50), digits(result.afterCommit?.p99)] : []),
      errorsOf(scenario.runs),
      digits(result.bytes / result.count / 1_024),
      stalls,
    ];
  });
  return table(
    [
      'scenario',
      'budget',
      `${results[0]?.unit ?? ''}s/s`,
      'mean ms',
      'p50',
      'p90',
      'p99',
      'max',
      ...(isWoken ? ['after the answer to the sender: p50 ms', 'p99'] : []),
      'errors',
      'KiB an answer',
      'stalls > 50 ms',
    ],
    rows,
  );
}

function costTable(results: readonly ScenarioResult[]): string {
  const groups = groupsOf(results);
  const own = groups.filter((group) => !APART.includes(group));
  const hasKafka = groups.includes('Kafka');
  const rows = results.map(({ name, runs }): Cell[] => {
    const run = medianRun(runs);
    const cost = new Map(groups.map((group) => [group, cpuOfEach(run, group)]));
    const sum = own.reduce((total, group) => total + (cost.get(group)?.total ?? 0), 0);
    return [
      name,
      ...[...cost.values()].map(({ total, kernel }) => `${digits(total)} (${digits(kernel)})`),
      digits(sum),
      ...(hasKafka ? [digits(sum + (cost.get('Kafka')?.total ?? 0))] : []),
      digits(run.usage.othersCores),
    ];
  });
  const sumName = own[0] === 'server' ? 'server + PostgreSQL' : 'services + PostgreSQL';
  return table(
    [
      `CPU µs for each ${results[0]?.unit ?? ''} (of it in the kernel)`,
      ...groups,
      sumName,
      ...(hasKafka ? ['with Kafka'] : []),
      'cores taken by others meanwhile',
    ],
    rows,
  );
}

function memoryTable(results: readonly ScenarioResult[]): string {
  const groups = groupsOf(results).filter((group) => group !== 'generator');
  const rows = results.map(({ name, runs }): Cell[] => {
    const { usage } = medianRun(runs);
    return [name, ...groups.map((group) => digits(usage.groups.find((each) => each.name === group)?.memoryMiB))];
  });
  return table(['memory in MiB, all processes of a kind', ...groups], rows);
}

function groupsOf(results: readonly ScenarioResult[]): string[] {
  const [first] = results;
  return first === undefined ? [] : medianRun(first.runs).usage.groups.map(({ name }) => name);
}

const CALIBRATION: Readonly<Record<keyof Calibration, string>> = {
  sha256: 'SHA-256 of 1 KB µs',
  ed25519Sign: 'ed25519 signature µs',
  fsync: 'append and fsync of 4 KB µs',
  fdatasync: 'fdatasync of 8 KB in a file of fixed size µs',
  bareRate: 'bare HTTP requests/s',
  bareServer: 'its server µs',
  bareGenerator: 'its generator µs',
};

function calibrationTable(results: readonly ScenarioResult[]): string {
  const names = Object.keys(CALIBRATION) as (keyof Calibration)[];
  const rows = results.map(({ name, runs }): Cell[] => {
    const run = medianRun(runs);
    return [
      name,
      ...names.map((each) => digits(run.calibration[each])),
      digits(rateOf(run) / run.calibration.bareRate),
    ];
  });
  return table(['calibration in the same minute', ...Object.values(CALIBRATION), 'rate / bare HTTP'], rows);
}

function profileTables(name: string, { profile, result }: ScenarioRun): string[] {
  if (profile === undefined) return [];
  const rows = (which: ProfileTable['packages']): Cell[][] =>
    which.map((row) => [
      row.name.replaceAll('|', '\\|'),
      `${digits(100 * row.share)} %`,
      digits((1_000 * row.ms) / result.count),
    ]);
  const busy = `main thread busy ${digits(profile.busyMs / 1_000)} s, idle ${digits(profile.idleMs / 1_000)} s`;
  return [
    `#### Profile: ${name} (${busy})`,
    table(['package', 'share', 'µs each'], rows(profile.packages)),
    table(['function', 'share', 'µs each'], rows(profile.functions)),
  ];
}

function idleTable(idle: Figures['idle']): string {
  const rows = idle.map(({ name, count, heapKiB, buffersKiB, cores, errors }): Cell[] => [
    name,
    count,
    digits(heapKiB),
    digits(buffersKiB),
    digits(100 * cores),
    Object.entries(errors)
      .map(([what, times]) => `${times} × ${what}`)
      .join(', ') || '0',
  ]);
  return table(
    [
      'budget: ≤ 10 KiB heap a poll',
      'number',
      'heap KiB each',
      'buffers KiB each',
      '% of a core while they wait',
      'errors',
    ],
    rows,
  );
}

function restTable(rest: NonNullable<Figures['rest']>): string {
  const names = rest[0]?.groups.map(({ name }) => name) ?? [];
  const rows = rest.map(({ name, groups, othersCores }): Cell[] => {
    const share = (group: string): number | undefined => groups.find((each) => each.name === group)?.cores;
    return [name, ...names.map((group) => digits(100 * (share(group) ?? Number.NaN))), digits(othersCores)];
  });
  return table(['% of a core while nobody asks', ...names, 'cores taken by others meanwhile'], rows);
}

function startTable(start: Figures['start']): string {
  const rows = start.map(({ name, budget, ms }): Cell[] => {
    const sorted = [...ms].sort((a, b) => a - b);
    const range = sorted.length > 1 ? ` (${digits(sorted[0])}–${digits(sorted.at(-1))})` : '';
    return [name, budget ?? '', `${digits(sorted[(sorted.length - 1) >> 1])}${range}`];
  });
  return table(['start on', 'budget', 'ms to the first answer'], rows);
}

function rateText(runs: readonly ScenarioRun[]): string {
  const rates = runs.map(rateOf).sort((a, b) => a - b);
  const median = digits(rateOf(medianRun(runs)));
  return rates.length === 1 ? median : `${median} (${digits(rates[0])}–${digits(rates.at(-1))})`;
}

function latencyCells(latency: LatencySummary | undefined): Cell[] {
  return [latency?.mean, latency?.p50, latency?.p90, latency?.p99, latency?.max].map(digits);
}
