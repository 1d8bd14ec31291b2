import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { measureAuth } from './measure-auth.ts';
import { measureResolution } from './measure-resolution.ts';
import { measureStorage } from './measure-storage.ts';
import { table } from './table.ts';

const HELP = `npm run bench:protocol -- [options]    measures libs/events on generated rooms, as tables in Markdown

  --members N,N   sizes of the rooms (10000,100000)
  --versions V,V  room versions (2 for state resolution v2: 11; v2.1: 12; v1: 1) (1,11,12)
  --repeat N      runs of each, the middle one is reported (5)
`;

const OPTIONS = {
  members: { type: 'string', default: '10000,100000' },
  versions: { type: 'string', default: '1,11,12' },
  repeat: { type: 'string', default: '5' },
  help: { type: 'boolean', default: false },
} as const;

function main(): void {
  const { values } = parseArgs({ args: process.argv.slice(2), options: OPTIONS });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const sizes = values.members.split(',').map((text) => countOf(text, 100));
  const versions = values.versions.split(',');
  const repeat = countOf(values.repeat, 1);
  process.stdout.write(`${machineLine()}\n\n`);
  for (const members of sizes) {
    for (const version of versions) writeResolution(version, members, repeat);
  }
  for (const members of sizes) writeAuth('12', members, repeat);
  writeStorage(sizes);
}

function machineLine(): string {
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} cores of ${cpus()[0]?.model.trim() ?? 'unknown'}, ${memoryGiB} GiB, Node ${process.version}`;
}

function countOf(text: string, least: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= least && count <= 1_000_000) return count;
  throw new RangeError(`"${text}" is not a number from ${least} to 1000000`);
}

function writeResolution(version: string, members: number, repeat: number): void {
  const figures = measureResolution(version, members, repeat);
  const rows = figures.map((figure) => [
    figure.fork,
    figure.version,
    figure.members,
    figure.events,
    figure.differing,
    figure.changes,
    spread(figure.cpuMs),
  ]);
  write(['fork', 'room version', 'members', 'events', 'slots that differ', 'slots changed', 'CPU ms'], rows);
}

function writeAuth(version: string, members: number, repeat: number): void {
  const rows = measureAuth(version, members, repeat).map((figure) => [
    figure.event,
    figure.version,
    figure.members,
    spread(figure.cpuUs),
  ]);
  write(['auth events selected and event judged', 'room version', 'members', 'CPU µs'], rows);
}

function writeStorage(sizes: readonly number[]): void {
  const rows = sizes.map((members) => {
    const { rows: nodes, bytes, cpuUs } = measureStorage(members);
    return [members, nodes.toFixed(2), bytes.toFixed(0), cpuUs.toFixed(0)];
  });
  write(['members', 'rows for each state change', 'bytes of nodes', 'CPU µs'], rows);
}

function write(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  process.stdout.write(`${table(head, rows)}\n`);
}

function spread([middle, least, most]: readonly [number, number, number]): string {
  return `${round(middle)} (${round(least)}–${round(most)})`;
}

function round(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}

main();
