import type { BenchOptions } from '../command-line.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import type { Scenario } from './scenario.ts';
import { sendJob } from './send-job.ts';

const CLIENTS_MAX = 64;
const ROOMS = 100;
/** More than any server keeps at hand for a room that nobody has used since its start. */
const PAST_MESSAGES = 5_000;
const BUSY_BUDGET = '≥ 3,000/s, ≤ 300 µs in all processes';

/** Sending messages to one room and to many. */
export async function sendScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const users = await matrix.register('sender', CLIENTS_MAX);
  const [pastRoomId = '', ...roomIds] = await matrix.createRooms(users, ROOMS + 1);
  await matrix.join(users, [pastRoomId, ...roomIds]);
  await matrix.sendMessages(users, [pastRoomId], PAST_MESSAGES);
  matrix.close();
  let runs = 0;
  // Each run in another room: what the last one left behind would slow it down, or not, depending on the order.
  const oneRoom = (): string[] => roomIds.slice(runs++ % ROOMS).slice(0, 1);
  const scenario = (clients: number, name: string, rooms: () => readonly string[]): Scenario => ({
    name: `${clients} client${clients === 1 ? '' : 's'}, ${name}`,
    unit: 'request',
    server,
    job: (runId) => sendJob(options, { port: server.port, runId, users: users.slice(0, clients), roomIds: rooms() }),
  });
  return [
    { ...scenario(1, '1 room', oneRoom), budget: '≥ 1,000/s' },
    // As many as the published comparison has.
    scenario(10, '1 room', oneRoom),
    { ...scenario(CLIENTS_MAX, '1 room', oneRoom), budget: BUSY_BUDGET },
    scenario(CLIENTS_MAX, `${ROOMS} rooms`, () => roomIds),
    // Most rooms of a server that runs for long have a past that is not in memory.
    { ...scenario(CLIENTS_MAX, '1 room with a past', () => [pastRoomId]), budget: BUSY_BUDGET, isAfterRestart: true },
  ];
}
