import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { connectPostgres } from '../connections/connect-postgres.js';
import { KeptPostgres } from './kept-postgres.js';

describe('KeptPostgres', () => {
  let folder: string;
  let kept: KeptPostgres;
  let said: string[];

  const start = async (below = folder): Promise<void> => {
    kept = await KeptPostgres.start({
      folder: below,
      clock: systemClock,
      randomness: systemRandomness,
      durable: false,
      // Also without fsync a commit that has reached the operating system outlives the server.
      settings: { synchronous_commit: 'on' },
      reports: { down: (reason) => said.push(`down: ${reason}`), up: () => said.push('up') },
    });
  };
  const query = async (text: string): Promise<object[]> => {
    const postgres = await connectPostgres(kept.connection);
    const rows = await postgres.query({ text });
    await postgres.close();
    return rows;
  };
  const pidFile = (below = folder): string => join(below, 'cluster/postmaster.pid');
  const postmaster = (below = folder): number => Number(readFileSync(pidFile(below), 'utf8').split('\n')[0]);
  const isUp = async (times = 1): Promise<void> => {
    await expect.poll(() => said.filter((each) => each === 'up').length, { timeout: 20_000 }).toBe(times);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'chappe-kept-'));
    said = [];
  });
  afterEach(async () => {
    await kept.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('starts a server again that was killed, as often as that happens, with its data and at its place', async () => {
    await start();
    await query('CREATE TABLE t AS SELECT 1 AS n');
    for (const times of [1, 2, 3]) {
      process.kill(postmaster(), 'SIGKILL');
      await isUp(times);
      expect(await query('SELECT n FROM t')).toEqual([{ n: 1 }]);
    }
    expect(said[0]).toContain('PostgreSQL ended unexpectedly (SIGKILL)');
  });

  it('keeps the place of a socket that is not below the folder', async () => {
    const deep = join(folder, 'd'.repeat(100));
    await start(deep);
    process.kill(postmaster(deep), 'SIGKILL');
    await isUp();
    expect(await query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
    rmSync(kept.connection.host ?? '', { recursive: true, force: true });
  });

  it('tries until a server comes up, and says each reason once', async () => {
    await start();
    renameSync(join(folder, 'password'), join(folder, 'away'));
    process.kill(postmaster(), 'SIGKILL');
    await expect.poll(() => said.at(-1)).toContain('the password of the database is gone');
    await systemClock.sleep(500);
    expect(said).toHaveLength(2);
    renameSync(join(folder, 'away'), join(folder, 'password'));
    await isUp();
  });

  it('starts nothing any more when it is stopped, whether the server runs or is away', async () => {
    await start();
    renameSync(join(folder, 'password'), join(folder, 'away'));
    process.kill(postmaster(), 'SIGKILL');
    await expect.poll(() => said.length).toBe(2);
    await kept.stop();
    renameSync(join(folder, 'away'), join(folder, 'password'));
    await systemClock.sleep(500);
    expect(said).toHaveLength(2);
    await start();
    await kept.stop();
    expect(existsSync(pidFile())).toBe(false);
    expect(said).toHaveLength(2);
  });
});
