import type { BenchOptions } from '../command-line.ts';
import { ENCRYPTION } from '../matrix/encrypted-users.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { ASKERS, requestScenarios, type Work } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const SIZES = [50, 1_000] as const;
const ENDPOINTS = ['members', 'joined_members'] as const;

/** Who is in a room, asked by its members. */
export async function membersScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const users = await matrix.register('member', Math.max(...SIZES));
  const scenarios: Scenario[] = [];
  for (const size of SIZES) {
    const works = await membersWorks(matrix, users.slice(0, size));
    scenarios.push(...works.flatMap((work) => requestScenarios({ server, options }, { ...work, hasCold: true })));
  }
  matrix.close();
  return scenarios;
}

/** Of a new encrypted room. @param members users whose localparts begin with `member` */
export async function membersWorks(matrix: MatrixUsers, members: readonly MatrixUser[]): Promise<Work[]> {
  const [roomId = ''] = await matrix.createRooms(members, 1, [ENCRYPTION]);
  await matrix.join(members, [roomId]);
  return ENDPOINTS.map((endpoint) => {
    const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${endpoint}`;
    return {
      name: `/${endpoint} of ${members.length.toLocaleString('en-US')}`,
      requestsOf: ({ token }) => [{ method: 'GET', path, token }],
      expects: { text: '"@member', times: members.length },
      before: () => Promise.resolve(members.slice(0, ASKERS)),
    };
  });
}
