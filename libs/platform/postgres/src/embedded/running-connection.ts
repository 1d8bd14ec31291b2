import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PostgresConnection } from '../connections/connect-postgres.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { EMBEDDED_USER } from './initialize-cluster.js';

/** Lines of postmaster.pid, from 0: https://www.postgresql.org/docs/current/storage-file-layout.html */
const PORT_LINE = 3;
const SOCKET_FOLDER_LINE = 4;

/**
 * How to reach the embedded server that another process runs on a folder.
 * @throws EmbeddedPostgresError when none runs there
 */
export function runningConnection(folder: string): PostgresConnection {
  try {
    const lines = readFileSync(join(folder, 'cluster', 'postmaster.pid'), 'utf8').split('\n');
    const host = lines[SOCKET_FOLDER_LINE] ?? '';
    const port = Number(lines[PORT_LINE]);
    if (host === '' || !Number.isInteger(port)) throw new Error('postmaster.pid is not complete');
    const password = readFileSync(join(folder, 'password'), 'utf8').trim();
    return { host, port, user: EMBEDDED_USER, password, database: 'postgres' };
  } catch (error) {
    throw new EmbeddedPostgresError(`no PostgreSQL runs in ${folder} yet; try again in a moment`, { cause: error });
  }
}
