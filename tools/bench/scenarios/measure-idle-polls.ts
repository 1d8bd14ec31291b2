import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchOptions } from '../command-line.ts';
import { runJob } from '../load/run-job.ts';
import { sampleUsage, type Usage, usageBetween } from '../machine/usage.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import { Inspector } from '../server/inspector.ts';
import type { RunningServer } from '../server/running-server.ts';

/** Memory of connections that wait. KiB for each. */
export interface IdleResult {
  readonly name: string;
  readonly count: number;
  readonly heapKiB: number;
  /** Of buffers outside the JavaScript heap. */
  readonly buffersKiB: number;
  /** Of one core, by the server and PostgreSQL while nothing happened; 1 is all of it. */
  readonly cores: number;
  readonly errors: Readonly<Record<string, number>>;
}

/** One room for every so many, so that a poll is not an account without rooms. */
const MEMBERS_OF_A_ROOM = 50;
/** For the CPU that waiting takes. */
const REST_MS = 5_000;

/** Heap of idle connections, and of as many that poll. */
export async function measureIdlePolls(server: RunningServer, options: BenchOptions): Promise<IdleResult[]> {
  const matrix = new MatrixUsers(server.port);
  const users = await matrix.register('idler', options.polls);
  for (let first = 0; first < users.length; first += MEMBERS_OF_A_ROOM) {
    const members = users.slice(first, first + MEMBERS_OF_A_ROOM);
    await matrix.join(members, await matrix.createRooms(members, 1));
  }
  const tokens = await matrix.currentTokens(users);
  matrix.close();
  const clients = users.map(({ token }, i) => ({ token, since: tokens[i] ?? '' }));
  const results: IdleResult[] = [];
  for (const [polls, name] of [
    [false, 'idle connection'],
    [true, 'waiting long poll, with its connection'],
  ] as const) {
    results.push(await measure({ server, name }, { kind: 'idle', port: server.port, clients, polls }));
  }
  return results;
}

type IdleJob = Extract<Parameters<typeof runJob>[0], { kind: 'idle' }>;

async function measure({ server, name }: { server: RunningServer; name: string }, job: IdleJob): Promise<IdleResult> {
  const inspector = await Inspector.open(server.inspectorUrl);
  const before = await inspector.heapBytes();
  let during = before;
  let rest: Usage | undefined;
  const { result } = await runJob(job, {
    groups: server.groups,
    began: async () => {
      const start = sampleUsage(server.groups);
      await sleep(REST_MS);
      rest = usageBetween(start, sampleUsage(server.groups), server.groups);
      during = await inspector.heapBytes();
    },
  });
  inspector.close();
  const kibOfEach = (bytes: number): number => bytes / 1_024 / job.clients.length;
  return {
    name,
    count: job.clients.length,
    heapKiB: kibOfEach(during.heap - before.heap),
    buffersKiB: kibOfEach(during.buffers - before.buffers),
    cores: (rest?.groups ?? []).reduce((sum, group) => sum + group.cores, 0),
    errors: result.errors,
  };
}
