import { execFileSync } from 'node:child_process';
import { readState } from './cluster-state.ts';

/**
 * Kills the services that a killed cluster has left behind on its folder: their watchdogs do it already, unless they
 * were killed as well. PostgreSQL and Kafka are looked after by their own starts.
 */
export function endLeftProcesses(folder: string): void {
  for (const pid of Object.values(readState(folder)?.processes ?? {})) {
    // The command line names the folder, so a number that someone else has now is told apart.
    if (commandOf(pid).includes(`${folder}/config/`)) process.kill(pid, 'SIGKILL');
  }
}

/** Empty: no such process. */
function commandOf(pid: number): string {
  try {
    return execFileSync('ps', ['-ww', '-p', String(pid), '-o', 'args='], { encoding: 'utf8', timeout: 2_000 });
  } catch {
    return '';
  }
}
