import type { BenchOptions } from '../command-line.ts';
import { MARKER } from '../load/job.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { type EncryptedRoom, makeEncryptedRoom, sendEncrypted } from './encrypted-room.ts';
import { ASKERS, requestScenarios, type Work } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const API = '/_matrix/client/v3';
/** New events before each run in which users read on: marks do not move backwards. */
const READ = 100;
const TYPING_MS = 30_000;
const DONE = { text: '{', times: 1 } as const;

/** What users say of themselves, small and often. */
export async function userDataScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const room = await makeEncryptedRoom(matrix, ASKERS);
  matrix.close();
  const works = [accountDataWork(room), typingWork(room), displayNameWork(room), ...readWorks(server, room)];
  return works.flatMap((work) => requestScenarios({ server, options }, work));
}

function accountDataWork({ askers }: EncryptedRoom): Work {
  const body = JSON.stringify({ value: `${MARKER} ${'x'.repeat(200)}` });
  return {
    name: 'account data',
    requestsOf: ({ token, userId }) => {
      const path = `${API}/user/${encodeURIComponent(userId)}/account_data/org.example.bench`;
      return [{ method: 'PUT', path, token, body }];
    },
    expects: DONE,
    before: () => Promise.resolve(askers),
  };
}

/** Everybody begins and ends to type, in turn. */
function typingWork({ path: roomPath, askers }: EncryptedRoom): Work {
  const bodies = [{ typing: true, timeout: TYPING_MS }, { typing: false }].map((body) => JSON.stringify(body));
  return {
    name: 'typing',
    requestsOf: ({ token, userId }) => {
      const path = `${roomPath}/typing/${encodeURIComponent(userId)}`;
      return bodies.map((body) => ({ method: 'PUT', path, token, body }));
    },
    expects: DONE,
    before: () => Promise.resolve(askers),
  };
}

/** Each asks for the name of the next. */
function displayNameWork({ askers }: EncryptedRoom): Work {
  const nextOf = (user: MatrixUser): MatrixUser | undefined => askers[(askers.indexOf(user) + 1) % askers.length];
  return {
    name: 'displayname of a profile',
    requestsOf: (user) => {
      const path = `${API}/profile/${encodeURIComponent(nextOf(user)?.userId ?? '')}/displayname`;
      return [{ method: 'GET', path, token: user.token }];
    },
    expects: { text: 'displayname', times: 1 },
    before: () => Promise.resolve(askers),
  };
}

/** Receipts and fully-read markers that move on by an event each time. */
function readWorks(server: MeasuredServer, room: EncryptedRoom): Work[] {
  let eventIds: readonly string[] = [];
  const work = (name: string, requestOf: (eventId: string) => { path: string; body: string }): Work => ({
    name,
    requestsOf: ({ token }) => eventIds.map((eventId) => ({ method: 'POST', token, ...requestOf(eventId) }) as const),
    expects: DONE,
    requestsMax: READ * ASKERS,
    before: async (mark) => {
      const matrix = new MatrixUsers(server.port);
      eventIds = await sendEncrypted(matrix, room, { count: READ, mark });
      matrix.close();
      return room.askers;
    },
  });
  return [
    work('receipt', (eventId) => ({
      path: `${room.path}/receipt/m.read/${encodeURIComponent(eventId)}`,
      body: '{}',
    })),
    work('fully-read marker', (eventId) => ({
      path: `${room.path}/read_markers`,
      body: JSON.stringify({ 'm.fully_read': eventId }),
    })),
  ];
}
