import type { RunningCluster } from '../cluster/running-cluster.ts';
import type { BenchOptions } from '../command-line.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import { clusterPaths, clusterWarmUpMs } from './cluster-paths.ts';
import type { Scenario } from './scenario.ts';
import { sendJob } from './send-job.ts';

const CLIENTS_MAX = 64;
/** As many rooms as clients. */
const ROOMS = CLIENTS_MAX;
const BUDGET = '≥ 1,500/s, ≤ 300 µs in all processes';

/** Sending messages to one room and to many, through the proxy and past it. */
export async function clusterSendScenarios(cluster: RunningCluster, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(cluster.port);
  const users = await matrix.register('sender', CLIENTS_MAX);
  const roomIds = await matrix.createRooms(users, ROOMS);
  await matrix.join(users, roomIds);
  matrix.close();
  let runs = 0;
  // Each run in another room: what the last one left behind would slow it down, or not, depending on the order.
  const oneRoom = (): string[] => roomIds.slice(runs++ % ROOMS).slice(0, 1);
  return clusterPaths(cluster).flatMap(({ path, sendPort: port }) => {
    const scenario = (clients: number, name: string, rooms: () => readonly string[]): Scenario => ({
      name: `${clients} client${clients === 1 ? '' : 's'}, ${name}, ${path}`,
      unit: 'request',
      server: cluster,
      job: (run) => {
        const runId = `${run}.${path.replace(' ', '-')}`;
        const job = sendJob(options, { port: port(), runId, users: users.slice(0, clients), roomIds: rooms() });
        return { ...job, warmUpMs: clusterWarmUpMs(options.seconds) };
      },
    });
    return [
      scenario(1, '1 room', oneRoom),
      { ...scenario(CLIENTS_MAX, '1 room', oneRoom), budget: BUDGET },
      { ...scenario(CLIENTS_MAX, `${ROOMS} rooms`, () => roomIds), budget: BUDGET },
    ];
  });
}
