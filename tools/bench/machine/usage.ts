import { readFileSync } from 'node:fs';
import { type CpuTime, descendantsOf, listProcesses, type ProcessStat, readIfThere } from './process-stat.ts';

/** Processes that are counted together. */
export interface ProcessGroup {
  readonly name: string;
  readonly pids: readonly number[];
  /** The processes alone, what they have started without themselves, or both. */
  readonly which: 'itself' | 'descendants' | 'tree';
}

/** What everything has used at an instant. */
export interface UsageSample {
  /** Milliseconds on a clock of its own. */
  readonly atMs: number;
  /** Milliseconds of one core by everything on the machine. */
  readonly machineCpuMs: number;
  /** By group. */
  readonly cpu: Readonly<Record<string, CpuTime>>;
}

/** What a group used between two instants. */
export interface GroupUsage {
  readonly name: string;
  /** 1 is one core all the time. */
  readonly cores: number;
  readonly cpu: CpuTime;
  readonly memoryMiB: number;
}

export interface Usage {
  readonly seconds: number;
  readonly groups: readonly GroupUsage[];
  /** Cores that the rest of the machine took meanwhile: much of it means that the figures are worth little. */
  readonly othersCores: number;
}

const NO_TIME: CpuTime = { totalMs: 0, kernelMs: 0 };

/** Takes a few milliseconds. */
export function sampleUsage(groups: readonly ProcessGroup[]): UsageSample {
  const processes = listProcesses();
  return {
    atMs: performance.now(),
    machineCpuMs: machineCpuMs(readFileSync('/proc/stat', 'utf8')),
    cpu: Object.fromEntries(groups.map((group) => [group.name, cpuOf(group, processes)])),
  };
}

/** Memory is what the groups hold now. */
export function usageBetween(before: UsageSample, after: UsageSample, groups: readonly ProcessGroup[]): Usage {
  const elapsedMs = after.atMs - before.atMs;
  const processes = listProcesses();
  const used = groups.map((group) => {
    const cpu = difference(after.cpu[group.name], before.cpu[group.name]);
    return { name: group.name, cpu, cores: cpu.totalMs / elapsedMs, memoryMiB: memoryOf(group, processes) };
  });
  const ownMs = used.reduce((sum, { cpu }) => sum + cpu.totalMs, 0);
  const othersMs = Math.max(0, after.machineCpuMs - before.machineCpuMs - ownMs);
  return { seconds: elapsedMs / 1_000, groups: used, othersCores: othersMs / elapsedMs };
}

function membersOf({ pids, which }: ProcessGroup, processes: readonly ProcessStat[]): ProcessStat[] {
  const themselves = which === 'descendants' ? [] : processes.filter(({ pid }) => pids.includes(pid));
  const below = which === 'itself' ? [] : pids.flatMap((pid) => descendantsOf(pid, processes));
  return [...themselves, ...below];
}

/** A PostgreSQL session that ends is waited for by the postmaster, and its time appears there. */
function cpuOf(group: ProcessGroup, processes: readonly ProcessStat[]): CpuTime {
  const isTree = group.which !== 'itself';
  const times = membersOf(group, processes).flatMap(({ cpu, endedChildren }) =>
    isTree ? [cpu, endedChildren] : [cpu],
  );
  return {
    totalMs: times.reduce((sum, { totalMs }) => sum + totalMs, 0),
    kernelMs: times.reduce((sum, { kernelMs }) => sum + kernelMs, 0),
  };
}

function difference(after: CpuTime = NO_TIME, before: CpuTime = NO_TIME): CpuTime {
  return { totalMs: after.totalMs - before.totalMs, kernelMs: after.kernelMs - before.kernelMs };
}

function memoryOf(group: ProcessGroup, processes: readonly ProcessStat[]): number {
  return membersOf(group, processes).reduce((sum, { pid }) => sum + residentKiB(pid), 0) / 1_024;
}

/** Shared pages are divided among those who share them where the kernel tells, else counted by each. */
function residentKiB(pid: number): number {
  const shared = readIfThere(`/proc/${pid}/smaps_rollup`)?.match(/^Pss:\s+(\d+) kB/m);
  const plain = shared ?? readIfThere(`/proc/${pid}/status`)?.match(/^VmRSS:\s+(\d+) kB/m);
  return Number(plain?.[1] ?? 0);
}

/** User, nice, system, irq and softirq of the first line of /proc/stat (proc_stat(5)), in milliseconds. */
function machineCpuMs(text: string): number {
  const [, user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = (text.split('\n')[0] ?? '')
    .split(/\s+/)
    .map(Number);
  return (user + nice + system + irq + softirq) * 10;
}
