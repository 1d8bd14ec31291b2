import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { loadServerIdentity } from '@chappe/config';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..', '..', '..');
const SERVICES = ['auth', 'client-api', 'room', 'sync'] as const;
type Service = (typeof SERVICES)[number];

/** Starts are slow on a busy machine; all of them share their compiled code. */
const TEST_MS_MAX = 120_000;
const environment = { PATH: process.env['PATH'], NODE_COMPILE_CACHE: join(tmpdir(), 'chappe-test-compiled') };

interface Run {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** All that was written so far. */
  readonly written: { out: string; error: string };
}

describe('services as processes of their own', { timeout: TEST_MS_MAX }, () => {
  let folder: string;
  let database: TestDatabase;
  let runs: Run[] = [];

  const settings = (more: Record<string, unknown> = {}) => ({
    server: { name: 'example.org', signingKeyFile: join(folder, 'signing.key'), partitionCount: 4 },
    postgres: { ...database.connection, connectionsMax: 4 },
    http: { port: 0, bind: '127.0.0.1' },
    grpc: { port: 0, bind: '127.0.0.1' },
    ...more,
  });
  /** JSON is YAML. */
  const configFile = (content: unknown = settings()): string => {
    const file = join(folder, `${systemRandomness.token(8)}.yaml`);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };
  const start = (args: readonly string[], env: Record<string, string>): Run => {
    const options = { cwd: root, env: { ...environment, ...env }, stdio: 'pipe', timeout: TEST_MS_MAX } as const;
    const child = spawn(process.execPath, args, options);
    const written = { out: '', error: '' };
    child.stdout.on('data', (chunk: Buffer) => (written.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (written.error += chunk.toString()));
    runs.push({ child, written });
    return { child, written };
  };
  const run = (service: Service, words: readonly string[], env: Record<string, string> = {}): Run => {
    return start([join(root, 'apps', service, 'dist/main.js'), ...words], env);
  };
  const ended = ({ child }: Run): boolean => child.exitCode !== null || child.signalCode !== null;
  const end = async (each: Run, signal?: NodeJS.Signals): Promise<number | null> => {
    const exited = ended(each) ? undefined : once(each.child, 'exit');
    if (signal && exited) each.child.kill(signal);
    await exited;
    return each.child.exitCode;
  };
  /** The address of a process that is expected to come up. */
  const ready = async (each: Run): Promise<string> => {
    while (!ended(each)) {
      const port = /"httpPort":(\d+)/.exec(each.written.out)?.[1];
      if (port !== undefined) return `http://127.0.0.1:${port}`;
      await Promise.race([once(each.child.stdout, 'data'), once(each.child, 'exit')]);
    }
    throw new Error(`the process did not start: ${each.written.error}`);
  };
  /** What a process writes that is expected to end well. */
  const output = async (each: Run): Promise<string> => {
    if ((await end(each)) !== 0) throw new Error(`the command failed: ${each.written.error}`);
    return each.written.out;
  };
  const migrate = async (service: Service, content = settings()): Promise<string> => {
    const each = run(service, ['migrate', '--config', configFile(content)]);
    return output(each);
  };
  /** What a process says that is expected to refuse. */
  const refusal = async (service: Service, words: readonly string[], env: Record<string, string> = {}) => {
    const each = run(service, words, env);
    expect(await end(each)).toBe(1);
    return each.written.error;
  };

  beforeAll(async () => {
    // Type errors are the type check's business; code is written all the same.
    const compiler = join(root, 'node_modules/typescript-native/bin/tsc');
    const apps = SERVICES.map((service) => `apps/${service}`);
    spawnSync(process.execPath, [compiler, '-b', ...apps], { cwd: root, timeout: 240_000 });
    folder = mkdtempSync(join(tmpdir(), 'chappe-processes-'));
    loadServerIdentity('example.org', join(folder, 'signing.key'), systemRandomness);
    database = await createTestDatabase([]);
    await Promise.all(SERVICES.map((service) => migrate(service)));
  }, 250_000);
  afterEach(async () => {
    await Promise.all(runs.map((each) => end(each, 'SIGKILL')));
    runs = [];
  });
  afterAll(async () => {
    await database.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  it('refuse to serve before the schemas are there; migrate at once, and again without doing anything', async () => {
    const empty = await createTestDatabase([]);
    const content = settings({ postgres: { ...empty.connection, connectionsMax: 4 } });
    const refused = SERVICES.map((service) => refusal(service, ['--config', configFile(content)]));
    for (const line of await Promise.all(refused)) {
      expect(line).toMatch(/^chappe [a-z-]+: the database has no schema "\w+" yet: run .*\n$/);
    }
    const ran = (await Promise.all(SERVICES.map((service) => migrate(service, content)))).join('').split('\n');
    const names = ran.filter((name) => name.includes('/'));
    expect(names).toHaveLength(new Set(names).size);
    expect(names).toContain('user_log/20261123-000000-user-log');
    expect(await migrate('auth', content)).toBe('nothing to migrate\n');
    await empty.drop();
  });

  it('serve health, readiness and metrics, answer only for themselves and end with exit code 0', async () => {
    const started = SERVICES.map((service) => run(service, ['serve', '--config', configFile()]));
    const urls = await Promise.all(started.map(ready));
    for (const url of urls) {
      expect((await fetch(`${url}/_chappe/health`)).status).toBe(200);
      expect(await (await fetch(`${url}/_chappe/ready`)).json()).toMatchObject({ ready: true });
      expect(await (await fetch(`${url}/_chappe/metrics`)).text()).toContain('event_loop_delay_seconds');
    }
    const logins = urls.map(async (url) => (await fetch(`${url}/_matrix/client/v3/login`)).status);
    expect(await Promise.all(logins)).toEqual([200, 404, 404, 404]);
    const startedMs = performance.now();
    expect(await Promise.all(started.map((each, i) => end(each, i % 2 === 0 ? 'SIGTERM' : 'SIGINT')))).toEqual([
      0, 0, 0, 0,
    ]);
    expect(performance.now() - startedMs).toBeLessThan(5_000);
    for (const { written } of started) expect(written.error).toBe('');
  });

  it('wait for a PostgreSQL that is not there yet', async () => {
    const { host = '', port, ...connection } = database.connection;
    const target = host.startsWith('/') ? { path: join(host, `.s.PGSQL.${port}`) } : { host, port };
    const door = createServer((client) => {
      const inside = connect(target);
      for (const end of [client, inside]) end.on('error', () => undefined).on('close', () => client.destroy());
      client.pipe(inside).pipe(client);
    });
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port: doorPort } = taken.address() as AddressInfo;
    taken.close();
    const postgres = { ...connection, host: '127.0.0.1', port: doorPort, startTimeoutMs: 60_000 };
    const waiting = run('auth', ['--config', configFile(settings({ postgres }))]);
    await systemClock.sleep(2_000);
    expect(ended(waiting)).toBe(false);
    door.listen(doorPort, '127.0.0.1');
    await ready(waiting);
    expect(await end(waiting, 'SIGTERM')).toBe(0);
    door.close();
  });

  it('wait for connections of which PostgreSQL has none left while they start', async () => {
    const { postgres } = database;
    const { user, password } = database.connection;
    const narrow = `narrow_${systemRandomness.token(8).toLowerCase()}`;
    const secret = password === undefined ? '' : ` PASSWORD '${password}'`;
    await postgres.query({ text: `CREATE ROLE ${narrow} LOGIN CONNECTION LIMIT 1${secret} IN ROLE ${user}` });
    const connection = { ...database.connection, user: narrow, startTimeoutMs: 60_000 };
    const waiting = run('room', ['--config', configFile(settings({ postgres: connection }))]);
    await expect.poll(() => waiting.written.out, { timeout: 20_000 }).toContain('PostgreSQL is not available');
    await systemClock.sleep(1_000);
    expect(waiting.written.error).toBe('');
    await postgres.query({ text: `ALTER ROLE ${narrow} CONNECTION LIMIT -1` });
    await ready(waiting);
    expect(await end(waiting, 'SIGTERM')).toBe(0);
    await postgres.query({ text: `DROP ROLE ${narrow}` });
  });

  it('make accounts and registration tokens on the command line of auth', async () => {
    const each = run('auth', ['user', 'create', 'alice', '--admin', '--password-stdin', '--config', configFile()]);
    each.child.stdin.end('correct horse\n');
    expect(await output(each)).toBe('@alice:example.org\n');
    const token = run('auth', ['user', 'token', '--uses', '2', '--config', configFile()]);
    expect(await output(token)).toMatch(/^\S+\n$/);
  });

  it('turn unready first, and serve on for the drain delay', async () => {
    const server = run('auth', ['--config', configFile(settings({ http: { port: 0, drainDelayMs: 1_500 } }))]);
    const url = await ready(server);
    server.child.kill('SIGTERM');
    await expect.poll(async () => (await fetch(`${url}/_chappe/ready`)).status).toBe(503);
    expect((await fetch(`${url}/_matrix/client/v3/login`)).headers.get('connection')).toBe('close');
    expect(await end(server)).toBe(0);
  });

  /** What processes say that refuse, as far as it is not one line and the expected one. */
  const unexpected = async (cases: readonly (readonly [Service, unknown, RegExp])[]): Promise<string[]> => {
    const said = cases.map(async ([service, content, expected]) => {
      const line = await refusal(service, ['--config', configFile(content)]);
      return /^chappe [a-z-]+: [^\n]+\n$/.test(line) && expected.test(line) ? [] : [line];
    });
    return (await Promise.all(said)).flat();
  };

  it('refuse settings in one line', async () => {
    const server = settings().server;
    const lines = await unexpected([
      [
        'room',
        settings({ server: { ...server, signingKeyFile: join(folder, 'none.key') } }),
        /signing key .* does not/,
      ],
      ['room', settings({ server: { name: 'example.org' } }), /"server\.signingKeyFile" is missing/],
      ['room', settings({ sync: {} }), /unknown section "sync"/],
      ['client-api', settings({ http: { prot: 1 } }), /unknown setting "http\.prot"/],
      ['sync', settings({ postgres: {} }), /"postgres\.host" is missing/],
    ]);
    expect(lines).toEqual([]);
    expect(await refusal('auth', [], { CHAPPE_NONSENSE: '1' })).toContain('CHAPPE_NONSENSE');
    expect(await refusal('auth', ['down'])).toContain('"down" is not a command');
    const rebuild = await refusal('room', ['topic', 'rebuild', 'room', '--config', configFile()]);
    expect(rebuild).toBe('chappe room: the setting "kafka.brokers" is empty: there is no topic to rebuild\n');
  });

  it('refuse a taken port and the database of others in one line', async () => {
    const server = settings().server;
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const listener = { port: (taken.address() as AddressInfo).port, bind: '127.0.0.1' };
    const lines = await unexpected([
      ['room', settings({ server: { ...server, name: 'example.com' } }), /installed with the server name example\.org/],
      [
        'sync',
        settings({ postgres: { host: '127.0.0.1', port: 1, startTimeoutMs: 0 } }),
        /PostgreSQL is not available \(.*ECONNREFUSED/,
      ],
      [
        'auth',
        settings({ http: listener }),
        /the port is taken: another program listens on \d+; choose another one with http\.port/,
      ],
      [
        'auth',
        settings({ grpc: listener }),
        /the port is taken: another program listens on \d+; choose another one with grpc\.port/,
      ],
    ]);
    taken.close();
    expect(lines).toEqual([]);
  });

  it('refuse a schema that lacks a migration and one that a newer release has contracted', async () => {
    const { postgres } = database;
    const name = '20990101-000000-later';
    const known = '20261123-000300-interactive-auth';
    await postgres.query({ text: "INSERT INTO auth.migrations (name, phase) VALUES ($1, 'expand')", values: [name] });
    await ready(run('auth', ['--config', configFile()]));
    await postgres.query({ text: "UPDATE auth.migrations SET phase = 'contract' WHERE name = $1", values: [name] });
    expect(await refusal('auth', ['--config', configFile()])).toMatch(
      /^chappe auth: schema newer than the code: .*\n$/,
    );
    await postgres.query({ text: 'DELETE FROM auth.migrations WHERE name = ANY ($1)', values: [[name, known]] });
    expect(await refusal('auth', ['--config', configFile()])).toMatch(
      /^chappe auth: schema older than the code: .*\n$/,
    );
    await postgres.query({ text: 'INSERT INTO auth.migrations (name) VALUES ($1)', values: [known] });
  });

  /** A program that says "serving" and then does what is asked. */
  const serve = (stop: string, then: string): Run => {
    const text = `
      import { ProcessLife } from '@chappe/process';
      import { createLogger } from '@chappe/telemetry';
      await ProcessLife.of('chappe test', async (life) => {
        const logger = createLogger({ logLevel: 'info', logFormat: 'json' });
        life.serving({ stop: () => ${stop}, drainDelayMs: 0, logger });
        setInterval(() => undefined, 1_000);
        process.stdout.write('"httpPort":1');
        ${then};
      });`;
    return start(['--input-type=module', '--eval', text], {});
  };

  it('log an error that nobody caught and end with exit code 1', async () => {
    const server = serve('Promise.resolve()', "Promise.reject(new Error('lost'))");
    expect(await end(server)).toBe(1);
    expect(server.written.out).toMatch(/"level":"fatal".*"message":"lost".*"an error that nobody caught"/);
    expect(server.written.error).toMatch(/^chappe test: Error: lost\n/);
  });

  it('end with exit code 1 when what runs does not finish in time', async () => {
    const server = serve('new Promise(() => undefined)', '');
    await ready(server);
    expect(await end(server, 'SIGTERM')).toBe(1);
    expect(server.written.out).toContain('did not end in time');
  });
});
