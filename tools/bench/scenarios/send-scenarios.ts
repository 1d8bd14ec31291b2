import type { BenchOptions } from '../command-line.ts';
import type { SendJob } from '../load/job.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { RunningServer } from '../server/running-server.ts';
import type { Scenario } from './scenario.ts';

const CLIENTS_MAX = 64;
const ROOMS = 100;
const SEND_BUDGET = '≥ 3,000/s, ≤ 300 µs in all processes';
const MESSAGE_BYTES = 300;
const ENCRYPTED_BYTES = 1_200;

/** Sending messages to one room and to many. */
export async function sendScenarios(server: RunningServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const users = await matrix.register('sender', CLIENTS_MAX);
  const roomIds = await matrix.createRooms(users, ROOMS);
  await matrix.join(users, roomIds);
  matrix.close();
  const oneRoom = roomIds.slice(0, 1);
  const scenario = (clients: number, rooms: readonly string[], budget?: string): Scenario => ({
    name: `${counted(clients, 'client')}, ${counted(rooms.length, 'room')}`,
    unit: 'request',
    ...(budget !== undefined && { budget }),
    server,
    job: (runId): SendJob => ({
      kind: 'send',
      port: server.port,
      clients: users.slice(0, clients).map(({ token }) => ({ token, roomIds: rooms })),
      ...eventOf(options),
      runId: `${runId}.${clients}.${rooms.length}.${server.port}`,
      warmUpMs: 200 * options.seconds,
      measureMs: 1_000 * options.seconds,
    }),
  });
  const pastScenario = scenario(CLIENTS_MAX, oneRoom, SEND_BUDGET);
  return [
    scenario(1, oneRoom, '≥ 1,000/s'),
    // As many as the published comparison has.
    scenario(10, oneRoom),
    scenario(CLIENTS_MAX, oneRoom, SEND_BUDGET),
    scenario(CLIENTS_MAX, roomIds),
    // Most rooms of a server that runs for long have a past that is no longer in memory.
    { ...pastScenario, name: `${pastScenario.name} with a past`, isAfterRestart: true },
  ];
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Content whose JSON has the wanted size. */
function eventOf({ encrypted }: BenchOptions): Pick<SendJob, 'eventType' | 'content'> {
  const fill = (content: Record<string, string>, name: string, bytes: number): string => {
    const missing = bytes - JSON.stringify({ ...content, [name]: '' }).length;
    return JSON.stringify({ ...content, [name]: 'x'.repeat(missing) });
  };
  if (!encrypted) {
    return { eventType: 'm.room.message', content: fill({ msgtype: 'm.text' }, 'body', MESSAGE_BYTES) };
  }
  const envelope = {
    algorithm: 'm.megolm.v1.aes-sha2',
    device_id: 'ABCDEFGHIJ',
    sender_key: 'y'.repeat(43),
    session_id: 'z'.repeat(43),
  };
  return { eventType: 'm.room.encrypted', content: fill(envelope, 'ciphertext', ENCRYPTED_BYTES) };
}
