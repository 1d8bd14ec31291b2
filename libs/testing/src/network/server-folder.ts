import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stopStaleServer } from '@chappe/postgres';
import { systemClock } from '@chappe/runtime';

const PREFIX = 'chappe-network';
const FOLDER_NAME = new RegExp(`^${PREFIX}-(\\d+)-`);

/** Makes an empty data folder that {@link removeLeftFolders} finds when this process is killed. */
export function makeServerFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `${PREFIX}-${process.pid}-`));
  // Root's PostgreSQL runs as someone else, who must be able to pass.
  chmodSync(folder, 0o711);
  return folder;
}

/** Ends the PostgreSQL that a killed server has left behind in its data folder. */
export async function stopPostgresIn(folder: string): Promise<void> {
  await stopStaleServer(join(folder, 'postgres', 'cluster'), systemClock);
}

/** Removes a data folder whose server has ended. */
export async function removeServerFolder(folder: string): Promise<void> {
  await stopPostgresIn(folder);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

/** Ends and removes what runs that were killed have left behind. */
export async function removeLeftFolders(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER_NAME.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) await removeServerFolder(join(tmpdir(), name));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
