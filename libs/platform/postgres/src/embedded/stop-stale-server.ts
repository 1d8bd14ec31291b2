import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '@chappe/runtime';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { endOrphans } from './end-orphans.js';

const FAST_STOP_MS_MAX = 10_000;
const IMMEDIATE_STOP_MS_MAX = 5_000;
const POLL_MS = 10;

/**
 * Ends the server that an earlier process left behind when it was killed. Call it only while holding the lock of the
 * data folder.
 * @param cluster PostgreSQL's data directory
 * @throws when it does not end
 */
export async function stopStaleServer(cluster: string, clock: Clock): Promise<void> {
  const pidFile = join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  const server = { pid, cluster };
  if (Number.isInteger(pid) && pid > 1 && isServer(server)) {
    // SIGINT ends sessions and writes a checkpoint; SIGQUIT ends at once and leaves recovery to the next start.
    const ended =
      (await ends(server, { signal: 'SIGINT', withinMs: FAST_STOP_MS_MAX, clock })) ||
      (await ends(server, { signal: 'SIGQUIT', withinMs: IMMEDIATE_STOP_MS_MAX, clock }));
    if (!ended) throw new EmbeddedPostgresError(`a PostgreSQL that was left behind (process ${pid}) does not end`);
  }
  await endOrphans(cluster, clock);
  // The number may belong to someone else by now, which would make PostgreSQL refuse to start.
  rmSync(pidFile, { force: true });
}

interface StaleServer {
  readonly pid: number;
  readonly cluster: string;
}

interface Ending {
  readonly signal: NodeJS.Signals;
  readonly withinMs: number;
  readonly clock: Clock;
}

async function ends(server: StaleServer, { signal, withinMs, clock }: Ending): Promise<boolean> {
  if (!sendTo(server.pid, signal)) return true;
  const untilMs = clock.monotonicMs() + withinMs;
  while (clock.monotonicMs() < untilMs) {
    await clock.sleep(POLL_MS);
    if (!isServer(server)) return true;
  }
  return false;
}

/** @returns false when there is no such process */
function sendTo(pid: number, signal: NodeJS.Signals): boolean {
  try {
    process.kill(pid, signal);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

/** Whether the process is the PostgreSQL of this cluster. A zombie has no command line any more and counts as ended. */
function isServer({ pid, cluster }: StaleServer): boolean {
  try {
    if (process.platform !== 'linux') {
      const command = execFileSync('ps', ['-p', String(pid), '-o', 'args='], { encoding: 'utf8', timeout: 2_000 });
      return command.includes('postgres');
    }
    if (!readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')) return false;
    // The server works in its data directory, also after the folder was moved.
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(cluster);
  } catch (error) {
    // Not ours to look at: better to wait for it in vain than to start a second server on the same files.
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}
