import type { BenchOptions } from '../command-line.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { makeEncryptedRoom, sendEncrypted } from './encrypted-room.ts';
import { requestScenarios } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const MEMBERS = 50;
const SENT = 200;
/** Events of one page, and of a context: before and after together. */
const PAGE = 100;
const CONTEXT = 10;

/** Reading back from the end of an encrypted room, and around one of its events. */
export async function messagesScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const room = await makeEncryptedRoom(matrix, MEMBERS);
  const eventIds = await sendEncrypted(matrix, room, { count: SENT, mark: 'scene' });
  matrix.close();
  const eventId = encodeURIComponent(eventIds[SENT >> 1] ?? '');
  const endpoints = [
    { name: `/messages of ${PAGE} events`, path: `messages?dir=b&limit=${PAGE}`, times: PAGE },
    { name: `/context of ${CONTEXT} events`, path: `context/${eventId}?limit=${CONTEXT}`, times: CONTEXT + 1 },
  ];
  return endpoints.flatMap(({ name, path, times }) =>
    requestScenarios(
      { server, options },
      {
        name,
        requestsOf: ({ token }) => [{ method: 'GET', path: `${room.path}/${path}`, token }],
        expects: { text: '"ciphertext"', times },
        before: () => Promise.resolve(room.askers),
        hasCold: true,
      },
    ),
  );
}
