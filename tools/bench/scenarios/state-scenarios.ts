import type { BenchOptions } from '../command-line.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { makeEncryptedRoom } from './encrypted-room.ts';
import { requestScenarios } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const MEMBERS = 50;

/** The current state of an encrypted room, all of it and one event. */
export async function stateScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const room = await makeEncryptedRoom(matrix, MEMBERS);
  matrix.close();
  const endpoints = [
    { name: `/state with ${MEMBERS} members`, path: 'state', expects: { text: '"membership"', times: MEMBERS } },
    { name: '/state/m.room.name', path: 'state/m.room.name', expects: { text: '"name"', times: 1 } },
  ];
  return endpoints.flatMap(({ name, path, expects }) =>
    requestScenarios(
      { server, options },
      {
        name,
        requestsOf: ({ token }) => [{ method: 'GET', path: `${room.path}/${path}`, token }],
        expects,
        before: () => Promise.resolve(room.askers),
        hasCold: true,
      },
    ),
  );
}
