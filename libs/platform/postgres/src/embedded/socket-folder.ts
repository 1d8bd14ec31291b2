import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chownTo } from './initialize-cluster.js';
import type { RunAs } from './run-as.js';

/** The kernel's limit of a socket's path is 104 bytes on macOS (108 on Linux), with the zero at the end. */
const SOCKET_PATH_BYTES_MAX = 103;

/** The number in the name of the socket; nothing listens on TCP. */
export const SOCKET_PORT = 5432;

/** Below `parent`, or in the system's temporary folder when the path would be too long for a socket. */
export function chooseSocketFolder(parent: string): string {
  const preferred = join(parent, 'socket');
  const isShort = Buffer.byteLength(join(preferred, `.s.PGSQL.${SOCKET_PORT}`)) <= SOCKET_PATH_BYTES_MAX;
  return isShort ? preferred : mkdtempSync(join(tmpdir(), 'chappe-'));
}

/**
 * Makes the folder of the unix socket, for its owner only. Call it when no server runs on it any more.
 * @returns the folder
 */
export function makeSocketFolder(folder: string, runAs: RunAs): string {
  if (!existsSync(folder)) mkdirSync(folder, { mode: 0o700 });
  chmodSync(folder, 0o700);
  chownTo(folder, runAs);
  // Left by a server that was killed. It names a process that may still be a zombie, or someone else by now; PostgreSQL
  // would refuse to start.
  rmSync(join(folder, `.s.PGSQL.${SOCKET_PORT}.lock`), { force: true });
  return folder;
}
