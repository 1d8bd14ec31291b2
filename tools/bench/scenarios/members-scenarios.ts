import type { BenchOptions } from '../command-line.ts';
import { ENCRYPTION } from '../matrix/encrypted-users.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { ASKERS, requestScenarios } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const SIZES = [50, 1_000] as const;
const ENDPOINTS = ['members', 'joined_members'] as const;

/** Who is in a room, asked by its members. */
export async function membersScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const users = await matrix.register('member', Math.max(...SIZES));
  const scenarios: Scenario[] = [];
  for (const size of SIZES) {
    const members = users.slice(0, size);
    const [roomId = ''] = await matrix.createRooms(members, 1, [ENCRYPTION]);
    await matrix.join(members, [roomId]);
    for (const endpoint of ENDPOINTS) {
      const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${endpoint}`;
      const work = {
        name: `/${endpoint} of ${size.toLocaleString('en-US')}`,
        requestsOf: ({ token }: { readonly token: string }) => [{ method: 'GET', path, token } as const],
        expects: { text: '"@member', times: size },
        before: () => Promise.resolve(members.slice(0, ASKERS)),
        hasCold: true,
      };
      scenarios.push(...requestScenarios({ server, options }, work));
    }
  }
  matrix.close();
  return scenarios;
}
