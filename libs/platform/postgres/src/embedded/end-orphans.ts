import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import type { Clock } from '@chappe/runtime';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Sessions notice within milliseconds that their postmaster is gone, unless they wait for a disk. */
const LEAVE_MS_MAX = 2_000;
const KILLED_MS_MAX = 5_000;
const POLL_MS = 10;

/**
 * Waits for the sessions of a server that was killed, and ends those that do not go: while one of them lives,
 * PostgreSQL refuses to start on their shared memory. Call it when the postmaster itself has ended.
 * @param cluster PostgreSQL's data directory
 * @throws EmbeddedPostgresError when one does not end
 */
export async function endOrphans(cluster: string, clock: Clock): Promise<void> {
  if (await areGone(cluster, clock, LEAVE_MS_MAX)) return;
  for (const pid of processesIn(cluster)) kill(pid);
  if (await areGone(cluster, clock, KILLED_MS_MAX)) return;
  throw new EmbeddedPostgresError(`processes of a killed PostgreSQL do not end: ${processesIn(cluster).join(', ')}`);
}

async function areGone(cluster: string, clock: Clock, withinMs: number): Promise<boolean> {
  const untilMs = clock.monotonicMs() + withinMs;
  while (processesIn(cluster).length > 0) {
    if (clock.monotonicMs() > untilMs) return false;
    await clock.sleep(POLL_MS);
  }
  return true;
}

/**
 * PostgreSQL works in its data directory. Elsewhere than on Linux nothing is found, and a start may have to be
 * repeated.
 */
function processesIn(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  const folder = realpathSync(cluster);
  const pids = readdirSync('/proc').map(Number).filter(Number.isInteger);
  return pids.filter((pid) => isPostgresIn(folder, pid));
}

function isPostgresIn(folder: string, pid: number): boolean {
  try {
    return (
      readlinkSync(`/proc/${pid}/cwd`) === folder && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres')
    );
  } catch {
    // It has ended meanwhile, or belongs to someone else.
    return false;
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
