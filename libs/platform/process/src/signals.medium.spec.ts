import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadServerIdentity } from '@chappe/config';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const PROGRAMS = ['auth', 'client-api', 'room', 'sync', 'all-in-one'] as const;
/** From the first line of a program to one that serves, or waits for a database. */
const MOMENTS_MS = [0, 100, 200, 400, 700, 1_000, 1_500];
const END_MS_MAX = 20_000;
/** Killed by the signal, ended by us, or stopped in order. */
const ENDS = ['SIGTERM', 143, 0];

describe('a signal while a program starts', { timeout: 180_000 }, () => {
  let folder: string;
  let configFile: string;
  beforeAll(() => {
    const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
    const apps = PROGRAMS.map((program) => `apps/${program}`);
    spawnSync(process.execPath, [compiler, '-b', ...apps], { cwd: root, timeout: 240_000 });
    folder = mkdtempSync(join(tmpdir(), 'chappe-signals-'));
    configFile = join(folder, 'config.yaml');
    const signingKeyFile = join(folder, 'signing.key');
    loadServerIdentity('example.org', signingKeyFile, systemRandomness);
    // Nobody listens there: a program waits for its database.
    const postgres = { host: '127.0.0.1', port: 1 };
    // JSON is YAML.
    writeFileSync(configFile, JSON.stringify({ server: { signingKeyFile }, postgres, grpc: { bind: '127.0.0.1' } }));
  }, 250_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

  /** @returns the signal that killed it, or its exit code; undefined: it ran on */
  const run = async (words: readonly string[], atMs?: number): Promise<number | string | undefined> => {
    const env = {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: join(tmpdir(), 'chappe-test-compiled'),
      CHAPPE_SERVER_NAME: 'example.org',
      CHAPPE_HTTP_PORT: '0',
      CHAPPE_HTTP_BIND: '127.0.0.1',
    };
    const child = spawn(process.execPath, words, { cwd: root, env, stdio: 'ignore' });
    const exit = new Promise<number | string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal ?? code ?? -1));
    });
    if (atMs !== undefined) {
      await systemClock.sleep(atMs);
      child.kill('SIGTERM');
    }
    const end = await Promise.race([exit, systemClock.sleep(END_MS_MAX).then(() => undefined)]);
    if (end === undefined) child.kill('SIGKILL');
    await exit;
    return end;
  };

  it('ends it though it came just before the program is told what to do with signals', async () => {
    const script = `
      import { listenToSignals } from '@chappe/process/signals';
      listenToSignals();
      const { ProcessLife } = await import('@chappe/process');
      process.kill(process.pid, 'SIGTERM');
      await ProcessLife.of('test', () => new Promise((resolve) => setTimeout(resolve, 10_000)));`;
    expect(await run(['--input-type=module', '--eval', script])).toBe(143);
  });

  it.each(PROGRAMS)('ends %s at any moment', async (program) => {
    const place = program === 'all-in-one' ? ['--data', join(folder, 'data')] : ['--config', configFile];
    const words = [join(root, 'apps', program, 'dist/main.js'), ...place];
    for (const atMs of MOMENTS_MS) expect(ENDS, `after ${atMs} ms`).toContain(await run(words, atMs));
  });
});
