import type { BenchOptions } from '../command-line.ts';
import type { PreparedRequest, RequestsJob } from '../load/job.ts';
import type { MatrixUser } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import type { Growth, Scenario } from './scenario.ts';

/** How many users ask, at most all of them at the same time. */
export const ASKERS = 64;
const CLIENTS = [1, 10, ASKERS] as const;
/** While it is measured how a cost grows. */
const GROWTH_CLIENTS = [10] as const;
/** What a server has to read again after its start: a few requests, then nothing is cold any more. */
const COLD = { clients: 10, requests: 64 } as const;

/** An endpoint that is asked again and again. */
export interface Work {
  readonly name: string;
  /** What one user asks, in turn. */
  requestsOf(user: MatrixUser): readonly PreparedRequest[];
  readonly expects: RequestsJob['expects'];
  /** Makes what the requests of a run need. @returns who asks */
  before(mark: string): Promise<readonly MatrixUser[]>;
  /** What is told after a run. */
  after?(): Promise<string>;
  readonly requestsMax?: number;
  /** Also measured on a server that has just been started. */
  readonly hasCold?: boolean;
  /** Then it is measured with 10 clients alone. */
  readonly growth?: Growth;
}

export interface Place {
  readonly server: MeasuredServer;
  readonly options: BenchOptions;
}

/** The work by 1, 10 and 64 clients, and by 10 after a restart where something may be cold. */
export function requestScenarios({ server, options }: Place, work: Work): Scenario[] {
  const scenario = (clients: number, isCold: boolean): Scenario => {
    const name = `${work.name}, ${clients} client${clients === 1 ? '' : 's'}${isCold ? ', cold' : ''}`;
    return {
      name,
      unit: 'request',
      server,
      ...(isCold && { isOnce: true, isAfterRestart: true }),
      ...(work.growth && { growth: work.growth }),
      ...(work.after && { after: () => work.after?.() ?? Promise.resolve('') }),
      job: async (runId): Promise<RequestsJob> => {
        const mark = `${runId}.${name.replaceAll(/[^a-z0-9]+/gi, '-')}`;
        const users = await work.before(mark);
        return {
          kind: 'requests',
          port: server.port,
          clients: shares(users, clients).map((some) => some.flatMap((user) => work.requestsOf(user))),
          expects: work.expects,
          runId: mark,
          ...(work.requestsMax !== undefined && { requestsMax: work.requestsMax }),
          ...(isCold && { requestsMax: COLD.requests }),
          warmUpMs: isCold ? 0 : 200 * options.seconds,
          measureMs: 1_000 * options.seconds,
        };
      },
    };
  };
  return [
    ...(work.growth ? GROWTH_CLIENTS : CLIENTS).map((clients) => scenario(clients, false)),
    ...(work.hasCold ? [scenario(COLD.clients, true)] : []),
  ];
}

/** Everybody is of one client; where there are more clients than users, each client has one user. */
export function shares<T>(users: readonly T[], clients: number): T[][] {
  return Array.from({ length: clients }, (_, client) =>
    users.filter((__, i) => i % clients === client % Math.min(clients, users.length)),
  );
}
