import { type ChildProcessByStdio, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..');
const program = join(root, 'apps/all-in-one/dist/main.js');
/** Starts are slow on a busy machine; all of them share their compiled code. */
const TEST_MS_MAX = 120_000;
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), 'chappe-test-compiled') };

interface Run {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** All that was written so far. */
  readonly written: { out: string; error: string };
}

describe('the all-in-one process', { timeout: TEST_MS_MAX }, () => {
  let dataDir: string;
  let runs: Run[] = [];

  const run = (...words: string[]): Run => {
    const args = [program, '--data', dataDir, '--port', '0', '--server-name', 'localhost', ...words];
    return spawned(args);
  };
  const spawned = (args: readonly string[]): Run => {
    const child = spawn(process.execPath, args, { env, stdio: 'pipe', timeout: TEST_MS_MAX });
    const written = { out: '', error: '' };
    child.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (written.error += chunk.toString()));
    runs.push({ child, written });
    return { child, written };
  };
  /** Waits until it says that it is ready or ends; gives the base URL, or undefined. */
  const settled = async ({ child, written }: Run): Promise<string | undefined> => {
    while (child.exitCode === null && child.signalCode === null) {
      const url = /base URL +(\S+)/.exec(written.out)?.[1];
      if (url) return url;
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    }
    return undefined;
  };
  /** @param signal absent: it ends by itself */
  const end = async ({ child }: Run, signal?: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) {
      const exited = once(child, 'exit');
      if (signal) child.kill(signal);
      await exited;
    }
    return child.exitCode;
  };

  const create = (name: string): string =>
    execFileSync(process.execPath, [program, '--data', dataDir, 'user', 'create', name, '--password-stdin'], {
      input: 'correct horse\n',
      env,
      encoding: 'utf8',
      timeout: TEST_MS_MAX,
    });
  /** The base URL of a server that is expected to come up. */
  const ready = async (server: Run): Promise<string> => {
    const url = await settled(server);
    if (url === undefined) throw new Error(`the server did not start: ${server.written.error}`);
    return url;
  };
  const logIn = async (url: string, user: string): Promise<string> => {
    const body = { type: 'm.login.password', identifier: { type: 'm.id.user', user }, password: 'correct horse' };
    const answer = await fetch(`${url}/_matrix/client/v3/login`, { method: 'POST', body: JSON.stringify(body) });
    return ((await answer.json()) as { access_token: string }).access_token;
  };
  const postmaster = (): string =>
    readFileSync(join(dataDir, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0] ?? '';

  beforeAll(() => {
    // Type errors are the type check's business; code is written all the same.
    spawnSync(process.execPath, [join(root, 'node_modules/typescript-native/bin/tsc'), '-b', 'apps/all-in-one'], {
      cwd: root,
      timeout: 240_000,
    });
  }, 250_000);
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chappe-main-'));
  });
  afterEach(async () => {
    await Promise.all(runs.map((each) => end(each, 'SIGTERM')));
    runs = [];
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('starts again on the data of a process that was killed', async () => {
    const first = run();
    await ready(first);
    const left = postmaster();
    await end(first, 'SIGKILL');
    const url = await ready(run());
    expect((await fetch(`${url}/_matrix/client/v3/login`)).status).toBe(200);
    expect(postmaster()).not.toBe(left);
  });

  it('lets one of two racing processes have the data folder, the other says so in one line', async () => {
    const racing = [run(), run()];
    const urls = await Promise.all(racing.map(settled));
    expect(urls.filter((url) => url !== undefined)).toHaveLength(1);
    const loser = racing[urls.indexOf(undefined)];
    expect(loser?.child.exitCode).toBe(1);
    expect(loser?.written.error).toMatch(/^chappe: the data folder .* is in use by another Chappe \(process .+\)\n$/);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'ends in order within five seconds of %s, a long poll under way',
    async (signal) => {
      const server = run();
      const url = await ready(server);
      create('alice');
      const headers = { authorization: `Bearer ${await logIn(url, 'alice')}` };
      const sync = async (query: string) => {
        const answer = await fetch(`${url}/_matrix/client/v3/sync?${query}`, { headers });
        return (await answer.json()) as { next_batch: string };
      };
      const { next_batch: since } = await sync('timeout=0');
      const poll = sync(`timeout=60000&since=${since}`);
      await new Promise((resolve) => setTimeout(resolve, 200));
      const startedMs = performance.now();
      expect(await end(server, signal)).toBe(0);
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      expect(await poll).toMatchObject({ next_batch: expect.any(String) as string });
      expect(server.written.error).toBe('');
    },
  );

  it('leaves no database behind when it is ended while it starts', async () => {
    const server = run();
    while (!existsSync(join(dataDir, 'postgres/cluster/postmaster.pid')) && server.child.exitCode === null) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(await end(server, 'SIGTERM')).not.toBe(0);
    const pidFile = join(dataDir, 'postgres/cluster/postmaster.pid');
    for (let i = 0; i < 400 && existsSync(pidFile); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(existsSync(pidFile)).toBe(false);
  });

  it.each([
    [['--prot', '1'], /^chappe: .*'--prot'.*\n$/],
    [['--prot', '1', '--verbose'], /^chappe: .*'--prot'.*'--verbose'.*\n$/],
    [['--server-name', 'a b'], /^chappe: "a b" is not a server name\n$/],
    [['--registration', 'x'], /^chappe: --registration must be one of open, token, closed\n$/],
    [
      ['--registration', 'x', '--rate-limits', 'y'],
      /^chappe: (?=.*--registration must )(?=.*--rate-limits must ).*\n$/,
    ],
    [['--port', 'TAKEN'], /^chappe: the port is taken: .* on \d+; choose another one with --port\n$/],
    [
      ['user', 'create', 'alice', '--password-stdin'],
      /^chappe: no Chappe was ever started in .*: start it there first/,
    ],
    [['user', 'token'], /^chappe: no Chappe was ever started in .*: start it there first/],
  ])('refuses %j with one line and an exit code, and leaves no data folder behind', async (words, line) => {
    dataDir = join(dataDir, 'new', 'data');
    const other = createServer().listen(0);
    await once(other, 'listening');
    const taken = String((other.address() as AddressInfo).port);
    const refused = run(...words.map((word) => (word === 'TAKEN' ? taken : word)));
    refused.child.stdin.end('correct horse\n');
    expect(await settled(refused)).toBeUndefined();
    other.close();
    expect(refused.child.exitCode).toBe(1);
    expect(refused.written.error).toMatch(line);
    expect(existsSync(join(dataDir, '..'))).toBe(false);
  });

  it('makes accounts while a server runs and when none does, also for a whole user ID', async () => {
    const first = run();
    await ready(first);
    await end(first, 'SIGTERM');
    expect(create('alice')).toBe('@alice:localhost\n');
    const url = await ready(run());
    expect(create('@bob:localhost')).toBe('@bob:localhost\n');
    expect(() => create('@bob:example.org')).toThrow('@bob:example.org is no user ID of this server');
    for (const user of ['alice', 'bob']) expect(await logIn(url, user)).toMatch(/^chp_/);
  });

  it('shows the help page to whoever asks for it', async () => {
    for (const words of [['help'], ['user', 'help'], ['user', 'create', '--help']]) {
      const asked = run(...words);
      expect(await end(asked)).toBe(0);
      expect(asked.written.out).toContain('npm run user -- create NAME');
    }
  });

  it('has no name until it is given one, and keeps it', async () => {
    const start = (...words: string[]): Run => spawned([program, '--data', dataDir, '--port', '0', ...words]);
    const unnamed = start();
    expect(await settled(unnamed)).toBeUndefined();
    expect(unnamed.written.error).toMatch(/^chappe: the server has no name yet: .* with --server-name NAME, .*\n$/);
    const named = start('--server-name', 'example.org');
    await ready(named);
    await end(named, 'SIGTERM');
    const again = start();
    await ready(again);
    expect(again.written.out).toMatch(/server name +example\.org\n/);
  });

  it('says how the first administrator is made, as a shell takes it', async () => {
    dataDir = join(dataDir, "it's here");
    const server = run();
    await ready(server);
    await end(server, 'SIGTERM');
    const [, words] = /npm run user -- (create NAME .*)\n/.exec(server.written.out) ?? [];
    const shell = spawnSync('sh', ['-c', `printf '%s\\n' ${words}`], { encoding: 'utf8' });
    expect(shell.stdout.split('\n')).toEqual(['create', 'NAME', '--admin', '--data', dataDir, '']);
  });
});
