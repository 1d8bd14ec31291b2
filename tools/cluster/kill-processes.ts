import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClusterState, readState } from './cluster-state.ts';
import { CommandLineError, type KillCommand } from './command-line.ts';

/**
 * Kills a process of the running cluster, once or again and again; the cluster starts it again.
 * @throws CommandLineError when no cluster runs there
 */
export async function killProcesses({ folder, target, everySeconds }: KillCommand): Promise<void> {
  do {
    const state = readState(folder);
    if (state === undefined || !signal(state.pid, 0)) throw new CommandLineError(`no cluster runs in ${folder}`);
    process.stdout.write(`${killOne(state, target)}\n`);
    await sleep(everySeconds * 1_000);
  } while (everySeconds > 0);
}

function killOne({ processes }: ClusterState, target: string): string {
  const isMeant = (name: string): boolean => name === target || name.replace(/-\d$/, '') === target;
  const candidates = Object.entries(processes).filter(([name, pid]) => isMeant(name) && signal(pid, 0));
  const chosen = candidates[candidates.length > 0 ? randomInt(candidates.length) : 0];
  if (chosen === undefined || !signal(chosen[1], 'SIGKILL')) return `no ${target} runs now`;
  return `killed ${chosen[0]} (process ${chosen[1]})`;
}

/** @returns false when there is no such process */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
