import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AllInOneOptions, type RunningServer, startAllInOne } from './all-in-one.js';

describe('startAllInOne', { timeout: 120_000 }, () => {
  let dataDir: string;
  let running: RunningServer[] = [];
  const start = async (options: Partial<AllInOneOptions> = {}): Promise<RunningServer> => {
    const flags = { 'server.name': 'localhost', 'http.port': '0', 'telemetry.logLevel': 'silent', ...options.flags };
    const server = await startAllInOne({ dataDir, ...options, flags });
    running.push(server);
    return server;
  };

  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chappe-all-in-one-'));
  });
  afterEach(async () => {
    await Promise.all(running.map((server) => server.stop()));
    running = [];
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('serves, stops without a trace and starts again on the same data', async () => {
    const first = await start();
    expect((await fetch(`${first.baseUrl}/_matrix/client/v3/login`)).status).toBe(200);
    expect(await (await fetch(`${first.baseUrl}/_chappe/ready`)).json()).toMatchObject({ ready: true });
    await first.stop();
    await expect(fetch(`${first.baseUrl}/_matrix/client/v3/login`)).rejects.toThrow('fetch failed');
    const second = await start();
    expect((await fetch(`${second.baseUrl}/_matrix/client/v3/login`)).status).toBe(200);
  });

  it('refuses a data folder that another server uses, and one of two that start at once', async () => {
    const started = await Promise.allSettled([start(), start()]);
    expect(started.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    await expect(start()).rejects.toThrow(`in use by another Chappe (process ${process.pid})`);
  });

  it('refuses a taken port and leaves nothing behind', async () => {
    const other = mkdtempSync(join(tmpdir(), 'chappe-all-in-one-'));
    const { port } = await start({ dataDir: other });
    await expect(start({ flags: { 'http.port': String(port) } })).rejects.toThrow(
      `another program listens on ${port}; choose another one with http.port`,
    );
    expect((await start()).port).toBeGreaterThan(0);
    await Promise.all(running.map((server) => server.stop()));
    rmSync(other, { recursive: true, force: true });
  });

  it('refuses a damaged signing key, another server name and another key', async () => {
    await (await start()).stop();
    const keyFile = join(dataDir, 'signing.key');
    const key = readFileSync(keyFile);
    await expect(start({ flags: { 'server.name': 'other.example' } })).rejects.toThrow(
      'installed with the server name localhost and cannot be used with other.example',
    );
    await expect(start({ flags: { 'server.partitionCount': '4' } })).rejects.toThrow('number of partitions 16');
    writeFileSync(keyFile, 'damaged');
    await expect(start()).rejects.toThrow('is damaged');
    rmSync(keyFile);
    await expect(start()).rejects.toThrow('installed with the signing key');
    writeFileSync(keyFile, key);
    expect((await start()).serverName).toBe('localhost');
  });

  it('refuses unknown settings wherever they come from', async () => {
    const configFile = join(dataDir, 'chappe.yaml');
    writeFileSync(configFile, 'http:\n  prot: 1\n');
    await expect(start({ configFile })).rejects.toThrow('unknown setting "http.prot"');
    await expect(start({ env: { CHAPPE_NONSENSE: '1' } })).rejects.toThrow('CHAPPE_NONSENSE');
    await expect(start({ flags: { 'auth.registration': 'perhaps' } })).rejects.toThrow('open, token, closed');
    await expect(start({ configFile: join(dataDir, 'none.yaml') })).rejects.toThrow('cannot be read');
  });

  it('starts its database again when that ends by itself, and refuses what needs it meanwhile', async () => {
    const { baseUrl } = await start({ flags: { 'auth.registration': 'open' } });
    const isReady = async (): Promise<number> => (await fetch(`${baseUrl}/_chappe/ready`)).status;
    const left = postmaster();
    // Nobody can start a server on a folder whose password is gone.
    renameSync(passwordFile(), `${passwordFile()}.away`);
    process.kill(left, 'SIGKILL');
    await expect.poll(isReady).toBe(503);
    const refused = await fetch(`${baseUrl}/_matrix/client/v3/register`, { method: 'POST', body: '{}' });
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ errcode: 'M_UNKNOWN' })]);
    renameSync(`${passwordFile()}.away`, passwordFile());
    await expect.poll(isReady, { timeout: 30_000 }).toBe(200);
    expect(postmaster()).not.toBe(left);
    const served = await fetch(`${baseUrl}/_matrix/client/v3/register`, { method: 'POST', body: '{}' });
    expect(served.status).toBe(401);
  });

  const passwordFile = (): string => join(dataDir, 'postgres/password');
  const postmaster = (): number =>
    Number(readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
});
