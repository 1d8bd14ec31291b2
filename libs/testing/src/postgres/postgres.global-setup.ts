import { readdirSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, type PostgresConnection, stopStaleServer } from '@chappe/postgres';
import { systemClock, systemRandomness } from '@chappe/runtime';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The throw-away server of this run. */
    postgresConnection: PostgresConnection;
  }
}

const FOLDER_NAME = /^chappe-test-(\d+)-/;

/** Starts one throw-away PostgreSQL for the whole run and returns what ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `chappe-test-${process.pid}-`));
  const server = await EmbeddedPostgres.start({
    folder,
    clock: systemClock,
    randomness: systemRandomness,
    durable: false,
    settings: { max_connections: '300' },
    onCrash: (reason) => process.stderr.write(`${reason}\n`),
  });
  project.provide('postgresConnection', server.connection);
  return async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Ends and removes what runs that were killed have left behind. */
async function sweep(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = FOLDER_NAME.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(tmpdir(), name);
    await stopStaleServer(join(folder, 'cluster'), systemClock);
    rmSync(folder, { recursive: true, force: true });
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
