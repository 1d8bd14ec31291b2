import type { CpuProfile } from './inspector.ts';

/** Where a running process spends its time itself, callees left out. */
export interface ProfileRow {
  readonly name: string;
  /** Of the time in which the main thread was not idle. */
  readonly share: number;
  readonly ms: number;
}

export interface ProfileTable {
  /** Time in which the main thread was not idle. */
  readonly busyMs: number;
  readonly idleMs: number;
  /** By library of this repository, npm package or part of Node, the most expensive first. */
  readonly packages: readonly ProfileRow[];
  /** By function, with its file and line. */
  readonly functions: readonly ProfileRow[];
}

const PACKAGES_MAX = 16;
const FUNCTIONS_MAX = 30;

/** Self times of the last part of a profile: it is started early, which takes seconds when the machine is busy. */
export function profileTable(profile: CpuProfile, lastMs: number): ProfileTable {
  const selfMs = selfTimes(profile, lastMs);
  const byPackage = new Map<string, number>();
  const byFunction = new Map<string, number>();
  let idleMs = 0;
  for (const { id, callFrame } of profile.nodes) {
    const ms = selfMs.get(id) ?? 0;
    if (callFrame.functionName === '(idle)') idleMs += ms;
    else {
      add(byPackage, packageOf(callFrame), ms);
      add(byFunction, functionOf(callFrame), ms);
    }
  }
  const busyMs = [...byPackage.values()].reduce((sum, ms) => sum + ms, 0);
  const rows = (times: ReadonlyMap<string, number>, max: number): ProfileRow[] =>
    [...times]
      .filter(([, ms]) => ms > 0)
      .map(([name, ms]) => ({ name, ms, share: ms / busyMs }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, max);
  return { busyMs, idleMs, packages: rows(byPackage, PACKAGES_MAX), functions: rows(byFunction, FUNCTIONS_MAX) };
}

type CallFrame = CpuProfile['nodes'][number]['callFrame'];

function selfTimes({ samples, timeDeltas }: CpuProfile, lastMs: number): Map<number, number> {
  const times = new Map<number, number>();
  let leftMs = lastMs;
  for (let i = samples.length - 1; i >= 0 && leftMs > 0; i--) {
    const ms = (timeDeltas[i] ?? 0) / 1_000;
    add(times, samples[i] ?? 0, ms);
    leftMs -= ms;
  }
  return times;
}

function add<K>(times: Map<K, number>, key: K, ms: number): void {
  times.set(key, (times.get(key) ?? 0) + ms);
}

function packageOf({ url, functionName }: CallFrame): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  if (url.startsWith('node:')) return `node:${url.slice(5).replace('internal/', '').split('/')[0] ?? ''}`;
  const npm = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  if (npm !== undefined) return npm;
  return /\/((?:apps|libs)\/.+?)\/(?:dist|src)\//.exec(url)?.[1] ?? url;
}

function functionOf(frame: CallFrame): string {
  const { url, functionName, lineNumber } = frame;
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const file = url
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/((?:apps|libs)\/)/, '$1')
    .replace('/dist/', '/');
  return `${name} ${file}:${lineNumber + 1}`;
}
