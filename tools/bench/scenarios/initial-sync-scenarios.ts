import type { BenchOptions } from '../command-line.ts';
import { MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import type { Scenario } from './scenario.ts';

/** Events of each room's timeline, and the mean that the design allows at the national size. */
const TIMELINES = [
  { limit: 1, budget: 'mean ≤ 8.6 s' },
  { limit: 5, budget: 'mean ≤ 14 s' },
  { limit: 20, budget: 'mean ≤ 33.8 s' },
] as const;

/** Everybody syncs for the first time, all at once. */
export async function initialSyncScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const { users, rooms, members } = options;
  const matrix = new MatrixUsers(server.port);
  const accounts = await matrix.register('member', Math.max(users, members));
  const roomIds = await matrix.createRooms(accounts.slice(0, users), rooms);
  await matrix.join(accounts, roomIds);
  await matrix.sendMessages(accounts.slice(0, users), roomIds, Math.max(...TIMELINES.map(({ limit }) => limit)));
  matrix.close();
  const isNational = users === 200 && rooms === 300 && members === 300;
  const scenario = ({ limit, budget }: (typeof TIMELINES)[number], isCold: boolean): Scenario => ({
    name: `${users} users × ${rooms} rooms × ${accounts.length} members, timeline ${limit}${isCold ? ', cold' : ''}`,
    unit: 'initial sync',
    ...(isNational && { budget }),
    isOnce: isCold,
    server,
    job: () => ({
      kind: 'initialSync',
      port: server.port,
      tokens: accounts.slice(0, users).map(({ token }) => token),
      query: `filter=${encodeURIComponent(filterOf(limit))}`,
    }),
  });
  // Nobody has synced yet: the first run has to read every room from the database.
  return [scenario(TIMELINES[0], true), ...TIMELINES.map((timeline) => scenario(timeline, false))];
}

function filterOf(limit: number): string {
  return JSON.stringify({ room: { timeline: { limit }, state: { lazy_load_members: true } } });
}
