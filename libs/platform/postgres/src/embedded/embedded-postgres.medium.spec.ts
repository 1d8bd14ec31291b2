import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres } from '../connections/connect-postgres.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

describe('EmbeddedPostgres', () => {
  let folder: string;
  let server: EmbeddedPostgres | undefined;
  const crashes: string[] = [];

  const start = async (below = folder): Promise<EmbeddedPostgres> => {
    server = await EmbeddedPostgres.start({
      folder: below,
      clock: systemClock,
      randomness: systemRandomness,
      durable: false,
      onCrash: (reason) => crashes.push(reason),
    });
    return server;
  };
  const write = async (text: string): Promise<object[]> => {
    if (!server) throw new Error('not started');
    const postgres = await connectPostgres(server.connection);
    const rows = await postgres.query({ text });
    await postgres.close();
    return rows;
  };
  const postmaster = (below = folder): number =>
    Number(readFileSync(join(below, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-embedded-'));
    crashes.length = 0;
  });
  afterEach(async () => {
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('keeps data over a stop and lets only the owner read password and socket', async () => {
    await start();
    await write('CREATE TABLE t AS SELECT 1 AS n');
    await server?.stop();
    expect(crashes).toEqual([]);
    expect(existsSync(join(folder, 'cluster/postmaster.pid'))).toBe(false);
    await start();
    expect(await write('SELECT n FROM t')).toEqual([{ n: 1 }]);
    expect(statSync(join(folder, 'password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'socket')).mode & 0o777).toBe(0o700);
    const wrong = connectPostgres({ ...(server as EmbeddedPostgres).connection, password: 'wrong' });
    await expect(wrong).rejects.toThrow('password authentication failed');
  });

  it('ends a server that was left behind and takes over its data', async () => {
    await start();
    await write('CREATE TABLE t AS SELECT 2 AS n');
    const left = postmaster();
    await start();
    expect(postmaster()).not.toBe(left);
    expect(await write('SELECT n FROM t')).toEqual([{ n: 2 }]);
  });

  it('starts again although a session of a killed server does not end', async () => {
    await start();
    const { connection } = server ?? (await start());
    const session = await connectPostgres({ ...connection, connectionsMax: 1 });
    const [{ pid } = { pid: 0 }] = await session.query<{ pid: number }>({ text: 'SELECT pg_backend_pid() AS pid' });
    process.kill(pid, 'SIGSTOP');
    process.kill(postmaster(), 'SIGKILL');
    await start();
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await session.close();
  });

  it('is not misled by a process number that someone else has now', async () => {
    await start();
    await server?.stop();
    writeFileSync(join(folder, 'cluster/postmaster.pid'), `${process.pid}\n${folder}/cluster\n`);
    await start();
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('is not misled by the lock of a socket whose process number someone else has now', async () => {
    await start();
    await server?.stop();
    const ids = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
    const other = spawn('sleep', ['30'], { ...ids, stdio: 'ignore' });
    writeFileSync(join(folder, 'socket/.s.PGSQL.5432.lock'), `${other.pid}\n${folder}/cluster\n`);
    await start();
    other.kill();
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  it('sets up again what was killed half-way', async () => {
    mkdirSync(join(folder, 'cluster.new'));
    writeFileSync(join(folder, 'cluster.new/PG_VERSION'), '18\n');
    await start();
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(existsSync(join(folder, 'cluster.new'))).toBe(false);
  });

  it('puts the socket elsewhere when the folder is too deep for one', async () => {
    const deep = join(folder, 'd'.repeat(100));
    await start(deep);
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    rmSync(server?.connection.host ?? '', { recursive: true, force: true });
  });

  it('reports a server that ends by itself', async () => {
    await start();
    process.kill(postmaster(), 'SIGKILL');
    for (let i = 0; i < 200 && crashes.length === 0; i++) await systemClock.sleep(10);
    expect(crashes[0]).toContain('PostgreSQL ended unexpectedly (SIGKILL)');
  });

  it.runIf(process.getuid?.() === 0)('runs below a folder that only root may enter', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    await start(join(closed, 'postgres'));
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    await server?.stop();
    await start(join(closed, 'postgres'));
    expect(await write('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});
