import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc are 100 a second on every Linux that Node runs on (proc_pid_stat(5), getconf CLK_TCK). */
const MS_PER_TICK = 10;

/** Milliseconds of one core. */
export interface CpuTime {
  readonly totalMs: number;
  /** The part of it that was spent in the kernel. */
  readonly kernelMs: number;
}

/** What the kernel says about a process. */
export interface ProcessStat {
  readonly pid: number;
  readonly parentPid: number;
  readonly name: string;
  readonly cpu: CpuTime;
  /** Of its children that have ended and were waited for. */
  readonly endedChildren: CpuTime;
}

/**
 * Reads one line of /proc/PID/stat.
 * @throws when it is none
 */
export function parseProcessStat(line: string): ProcessStat {
  const open = line.indexOf('(');
  // A program may have brackets in its name; no field after it has.
  const close = line.lastIndexOf(')');
  const fields = line.slice(close + 2).split(' ');
  const field = (number: number): number => Number(fields[number - 3]);
  const stat = {
    pid: Number(line.slice(0, open)),
    parentPid: field(4),
    name: line.slice(open + 1, close),
    cpu: cpuTime(field(14), field(15)),
    endedChildren: cpuTime(field(16), field(17)),
  };
  if (open < 0 || !Number.isFinite(stat.cpu.totalMs + stat.endedChildren.totalMs))
    throw new Error(`not a stat line: ${line}`);
  return stat;
}

function cpuTime(userTicks: number, kernelTicks: number): CpuTime {
  return { totalMs: (userTicks + kernelTicks) * MS_PER_TICK, kernelMs: kernelTicks * MS_PER_TICK };
}

/** Every process of the machine; one that ends meanwhile is left out. */
export function listProcesses(): ProcessStat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const line = readIfThere(`/proc/${pid}/stat`);
      return line === undefined ? [] : [parseProcessStat(line)];
    });
}

/** Processes whose ancestor is `pid`, in no order. */
export function descendantsOf(pid: number, processes: readonly ProcessStat[]): ProcessStat[] {
  const found: ProcessStat[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = processes.filter((process) => parents.has(process.parentPid));
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

/** The text of a file of /proc; undefined when the process has ended or may not be looked at. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
