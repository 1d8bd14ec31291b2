import type { CpuProfile } from './inspector.ts';

/** Where a running process spends its time itself, callees left out. */
export interface ProfileRow {
  readonly name: string;
  /** Of the time in which the main thread was not idle. */
  readonly share: number;
  readonly ms: number;
}

export interface ProfileTable {
  /** Time in which the main thread was not idle; on a busy machine waiting for a core is part of it. */
  readonly busyMs: number;
  readonly idleMs: number;
  /** By library of this repository or npm package, with what it calls in Node, the most expensive first. */
  readonly packages: readonly ProfileRow[];
  /** By function, with its file and line; those of Node with the package on whose behalf they run. */
  readonly functions: readonly ProfileRow[];
}

const PACKAGES_MAX = 16;
const FUNCTIONS_MAX = 30;

type ProfileNode = CpuProfile['nodes'][number];

interface Times {
  readonly byPackage: Map<string, number>;
  readonly byFunction: Map<string, number>;
  idleMs: number;
}

/**
 * Self times of the last part of profiles, those of several processes added up: a profile is started early, which takes
 * seconds when the machine is busy.
 */
export function profileTable(profiles: readonly CpuProfile[], lastMs: number): ProfileTable {
  const times: Times = { byPackage: new Map(), byFunction: new Map(), idleMs: 0 };
  for (const profile of profiles) addProfile(times, profile, lastMs);
  const { byPackage, byFunction, idleMs } = times;
  const busyMs = [...byPackage.values()].reduce((sum, ms) => sum + ms, 0);
  const rows = (times: ReadonlyMap<string, number>, max: number): ProfileRow[] =>
    [...times]
      .filter(([, ms]) => ms > 0)
      .map(([name, ms]) => ({ name, ms, share: ms / busyMs }))
      .sort((a, b) => b.ms - a.ms)
      .slice(0, max);
  return { busyMs, idleMs, packages: rows(byPackage, PACKAGES_MAX), functions: rows(byFunction, FUNCTIONS_MAX) };
}

function addProfile(times: Times, profile: CpuProfile, lastMs: number): void {
  const selfMs = selfTimes(profile, lastMs);
  const parents = parentsOf(profile.nodes);
  for (const node of profile.nodes) {
    const ms = selfMs.get(node.id) ?? 0;
    if (node.callFrame.functionName === '(idle)') times.idleMs += ms;
    else {
      const owner = ownerOf(node, parents);
      const name = nameOf(node);
      add(times.byPackage, owner, ms);
      add(times.byFunction, isNodes(node) && owner !== nodesOwn(node) ? `${name} for ${owner}` : name, ms);
    }
  }
}

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

function parentsOf(nodes: readonly ProfileNode[]): Map<number, ProfileNode> {
  return new Map(nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node] as const)));
}

/** Part of Node itself, in C++ or JavaScript. */
function isNodes({ callFrame: { url } }: ProfileNode): boolean {
  return url === '' || url.startsWith('node:');
}

function nodesOwn({ callFrame: { url, functionName } }: ProfileNode): string {
  if (url === '') return functionName.startsWith('(') ? functionName : '(native)';
  return `node:${url.slice(5).replace('internal/', '').split('/')[0] ?? ''}`;
}

/** The package on whose behalf a function runs: its own, or that of the nearest caller outside Node. */
function ownerOf(node: ProfileNode, parents: ReadonlyMap<number, ProfileNode>): string {
  for (let caller: ProfileNode | undefined = node; caller !== undefined; caller = parents.get(caller.id)) {
    if (!isNodes(caller)) return packageOf(caller.callFrame.url);
  }
  return nodesOwn(node);
}

function packageOf(url: string): string {
  const npm = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
  return npm ?? /\/((?:apps|libs)\/.+?)\/(?:dist|src)\//.exec(url)?.[1] ?? url;
}

function nameOf({ callFrame: { url, functionName, lineNumber } }: ProfileNode): string {
  const name = functionName || '(anonymous)';
  if (url === '') return name;
  const file = url
    .replace(/^.*\/node_modules\//, '')
    .replace(/^.*\/((?:apps|libs)\/)/, '$1')
    .replace('/dist/', '/');
  return `${name} ${file}:${lineNumber + 1}`;
}
