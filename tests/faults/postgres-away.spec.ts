import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import {
  ClusterProcess,
  createRoom,
  registerClient,
  sendMessage,
  ServerProcess,
  type TestServer,
} from '@chappe/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { pause } from '../fixtures/pause.js';

const AWAY_MS = 3_000;
/** Requests at a time, so that a long outage is not a flood. */
const ASKED_PAUSE_MS = 50;
const TELLING_MS_MAX = 30_000;
const settings = { CHAPPE_TELEMETRY_LOG_LEVEL: 'info', CHAPPE_TELEMETRY_LOG_FORMAT: 'json' } as const;

interface Platform {
  readonly server: TestServer;
  /** What each process has written. */
  readonly outputs: () => readonly string[];
  takePostgresAway(): Promise<void>;
  bringPostgresBack(): Promise<void>;
}

async function startAllInOne(): Promise<Platform> {
  const server = await ServerProcess.start({ settings });
  // Without its password nobody starts the server again.
  const password = join(server.dataDir, 'postgres/password');
  const pidFile = join(server.dataDir, 'postgres/cluster/postmaster.pid');
  return {
    server,
    outputs: () => [server.output],
    takePostgresAway: async () => {
      renameSync(password, `${password}.away`);
      process.kill(Number(readFileSync(pidFile, 'utf8').split('\n')[0]), 'SIGKILL');
      await pause(0);
    },
    bringPostgresBack: async () => {
      renameSync(`${password}.away`, password);
      await server.usable();
    },
  };
}

async function startCluster(): Promise<Platform> {
  const server = await ClusterProcess.start({ settings });
  return {
    server,
    outputs: () => server.processes.map(({ output }) => output),
    takePostgresAway: async () => {
      server.postgres.kill();
      await pause(0);
    },
    bringPostgresBack: () => server.postgres.restart(),
  };
}

interface Line {
  readonly level: string;
  readonly msg: string;
  readonly reason?: string;
  readonly downMs?: number;
  readonly refused?: number;
  readonly err?: { readonly type?: string; readonly stack?: string };
}

/** DESIGN 7, invariant 8; what an operator reads of it. */
describe.each([
  ['in one process', startAllInOne],
  ['in a cluster', startCluster],
])('an outage of PostgreSQL %s', { timeout: 180_000 }, (_, start) => {
  let platform: Platform | undefined;

  afterEach(() => platform?.server.remove());

  const linesOf = (output: string): Line[] =>
    output
      .split('\n')
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line);
  const told = (output: string, what: string): Line[] => linesOf(output).filter(({ msg }) => msg === what);

  it('is one line when it begins and one when it ends, and each request is refused as one to be repeated', async () => {
    platform = await start();
    const { server, outputs } = platform;
    const alice = await registerClient(server.baseUrl, 'alice');
    const roomId = await createRoom(alice);
    const eventId = await sendMessage(alice, roomId, 'before');

    await platform.takePostgresAway();
    const refused: unknown[] = [];
    for (const untilMs = performance.now() + AWAY_MS; performance.now() < untilMs; await pause(ASKED_PAUSE_MS)) {
      await sendMessage(alice, roomId, 'meanwhile').catch((error: unknown) => refused.push(error));
    }
    expect(refused.length).toBeGreaterThan(1);
    for (const error of refused) expect(error).toMatchObject({ status: 503 });

    await platform.bringPostgresBack();
    const isOver = (output: string): boolean =>
      told(output, 'PostgreSQL is available again').length === told(output, 'PostgreSQL is not available').length;
    await expect.poll(() => outputs().every(isOver), { timeout: TELLING_MS_MAX }).toBe(true);
    for (const output of outputs()) {
      expect(told(output, 'PostgreSQL is not available').map(({ level, reason }) => [level, typeof reason])).toEqual([
        ['error', 'string'],
      ]);
      const [end] = told(output, 'PostgreSQL is available again');
      expect(end?.downMs).toBeGreaterThan(AWAY_MS / 2);
      expect(linesOf(output).filter(({ err }) => err?.stack !== undefined)).toEqual([]);
    }
    const ends = outputs().flatMap((output) => told(output, 'PostgreSQL is available again'));
    expect(ends.reduce((sum, end) => sum + (end.refused ?? 0), 0)).toBeGreaterThan(0);
    expect(await sendMessage(alice, roomId, 'after')).not.toBe(eventId);
  });
});
