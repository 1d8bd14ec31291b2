import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadServerIdentity } from '@chappe/config';
import { userLogMigrations } from '@chappe/event-log';
import { roomMigrations } from '@chappe/room';
import { systemRandomness } from '@chappe/runtime';
import { createTestDatabase, type TestDatabase } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RepositoryCopy } from './fixtures/repository-copy.ts';

const TEST_MS_MAX = 240_000;
const OWN = /^(?:apps|libs\/services)\/weather-report\//;

/** Written by a program from what is in the folders of the service; nobody keeps them by hand. */
const DERIVED = [
  'apps/all-in-one/tsconfig.json',
  'charts/chappe/files/dashboards/inside.json',
  'charts/chappe/files/dashboards/platform.json',
  'charts/chappe/files/dashboards/room.json',
  'charts/chappe/files/dashboards/sync.json',
  'charts/chappe/files/services.json',
  'charts/chappe/values.schema.json',
  'docs/reference/map.md',
  'package-lock.json',
  'tsconfig.json',
];
/** Lists with an entry for each service. */
const LISTS = ['apps/all-in-one/package.json', 'apps/all-in-one/src/all-in-one.module.ts'];

describe('a generated service', { timeout: TEST_MS_MAX }, () => {
  let copy: RepositoryCopy;
  let database: TestDatabase;
  let running: ChildProcess | undefined;

  beforeAll(async () => {
    copy = RepositoryCopy.make(join(import.meta.dirname, '../..'));
    database = await createTestDatabase([userLogMigrations, roomMigrations]);
  }, TEST_MS_MAX);
  afterAll(async () => {
    running?.kill('SIGKILL');
    await database.drop();
    copy.remove();
  });

  /** Starts a program of the copy; resolves with the first match in what it writes. */
  const started = async (words: readonly string[], ready: RegExp): Promise<string> => {
    const child = spawn(process.execPath, words, { cwd: copy.root, stdio: ['ignore', 'pipe', 'pipe'] });
    running = child;
    let written = '';
    const ended = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => (written += part));
    for (;;) {
      const found = ready.exec(written)?.[1];
      if (found !== undefined) return found;
      if (child.exitCode !== null) throw new Error(`it ended: ${written}`);
      await Promise.race([once(child.stdout, 'data'), ended]);
    }
  };
  const end = async (): Promise<unknown> => {
    const exited = running && once(running, 'exit');
    running?.kill('SIGTERM');
    return (await exited)?.[0];
  };
  const ask = async (port: string, path = 'questions'): Promise<unknown> =>
    (await fetch(`http://127.0.0.1:${port}/_chappe/weather-report/${path}`)).json();

  it('is its two folders, and an entry in two lists', () => {
    // It runs tidy as its last step, and fails when that has findings.
    copy.node('tools/generators/main.ts', 'service', 'weather-report');
    const others = copy.changed.filter((path) => !OWN.test(path));
    expect(others).toEqual([...LISTS, ...DERIVED].sort());
    expect(LISTS.length).toBeLessThanOrEqual(3);
  });

  it('gets an endpoint that asks another service, whose contract lets it', () => {
    const before = copy.changed.filter((path) => !OWN.test(path));
    const place = ['--service=weather-report', '--chapter=questions', '--auth=none', '--call=room/ResolveAlias'];
    const path = '--path=/_chappe/weather-report/aliases/{alias}';
    copy.node('tools/generators/main.ts', 'endpoint', 'find-room', path, ...place);
    const contract = 'libs/contracts/src/calls/room-contract.ts';
    expect(copy.changed.filter((each) => !OWN.test(each))).toEqual([...before, contract].sort());
  });

  it('gets a log and a transient topic, each with a message and an entry in the contracts', () => {
    const before = copy.changed.filter((path) => !OWN.test(path));
    const topic = (...words: readonly string[]): string =>
      copy.node('tools/generators/main.ts', 'topic', '--service=weather-report', ...words);
    topic('forecast', '--stored', '--key=room');
    topic('reading');
    const made = ['src/topics/forecast-log.ts', 'src/topics/reading-topic.ts']
      .concat('grpc/log/v1/forecast_log.proto', 'grpc/transient/v1/reading.proto')
      .concat('src/index.ts', 'src/topics/topics.ts')
      .map((path) => `libs/contracts/${path}`);
    const changed = copy.changed.filter((each) => !OWN.test(each)).sort();
    expect(changed).toEqual([...before, ...made, 'charts/chappe/files/topics.json'].sort());
    expect(copy.node('tools/dev/check-protos.ts')).toContain('no findings');
  });

  it('is built, formatted and in order', () => {
    copy.node('node_modules/typescript-native/bin/tsc', '-b', 'apps/all-in-one');
    expect(copy.node('node_modules/oxfmt/bin/oxfmt', '--check', '.')).toContain('correct format');
    expect(copy.node('tools/tidy/main.ts')).toContain('no findings');
  });

  it('migrates and serves as a process of its own', async () => {
    const signingKeyFile = join(copy.root, 'signing.key');
    loadServerIdentity('example.org', signingKeyFile, systemRandomness);
    const config = join(copy.root, 'chappe.json');
    const place = { port: 0, bind: '127.0.0.1' };
    const server = { name: 'example.org', signingKeyFile, partitionCount: 4 };
    writeFileSync(config, JSON.stringify({ server, http: place, grpc: place, postgres: database.connection }));
    const program = 'apps/weather-report/dist/main.js';
    copy.node(program, 'migrate', '--config', config);
    const port = await started([program, 'serve', '--config', config], /"httpPort":(\d+)/);
    expect(await ask(port)).toEqual({ asked: 1 });
    expect(await ask(port)).toEqual({ asked: 2 });
    expect(await (await fetch(`http://127.0.0.1:${port}/_chappe/metrics`)).text()).toContain(
      'weather_report_questions_total{chapter="questions"} 2',
    );
    expect(await end()).toBe(0);
  });

  it('appends to its log, which is followed, and whose relay may read it', () => {
    const told = copy.node('tools/generators/fixtures/tell-topics.ts', JSON.stringify(database.connection));
    const readable = { schema: 'weather_report', right: 'read' };
    expect(JSON.parse(told)).toEqual({
      followed: { key: '!a:example.org', position: 1, atMs: 5 },
      heard: { key: '@a:example.org', userId: '@a:example.org', atMs: 6 },
      readable: {
        room: { ...readable, tables: ['migrations', 'partitions', 'log'] },
        auth: { ...readable, tables: ['migrations', 'partitions'] },
      },
    });
  });

  it('serves in all-in-one', async () => {
    const data = join(copy.root, 'data');
    const words = ['apps/all-in-one/dist/main.js', '--data', data, '--port', '0', '--server-name', 'localhost'];
    const port = await started(words, /base URL +\S+:(\d+)/);
    expect(await ask(port)).toEqual({ asked: 1 });
    // Both are words of the room service.
    expect(await ask(port, 'aliases/%23nothing:localhost')).toMatchObject({ errcode: 'M_NOT_FOUND' });
    expect(await ask(port, 'aliases/junk')).toMatchObject({ errcode: 'M_INVALID_PARAM' });
    expect(await end()).toBe(0);
  });

  it('leaves nothing behind when it is removed', () => {
    for (const file of ['signing.key', 'chappe.json', 'data']) copy.run('rm', ['-rf', file]);
    copy.node('tools/generators/main.ts', 'remove-service', 'weather-report');
    expect(copy.changed).toEqual([]);
  });
});
