import type { BenchOptions } from '../command-line.ts';
import { MARKER } from '../load/job.ts';
import { ENCRYPTION, uploadIdentityKeys } from '../matrix/encrypted-users.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import { claimOf, countKeys, fillKeys, oneTimeKeys } from '../matrix/one-time-keys.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { ASKERS, requestScenarios, type Work } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';

const PATH = '/_matrix/client/v3/keys';
/** Users of one claim and one query. */
const ASKED = 50;
/** Keys of each device before claims are measured; ours keeps 1,000 at most, Synapse 500. */
const KEYS = 450;
/** Keys of one upload, as many as clients keep. */
const UPLOADED = 50;
/** Uploads of one device: fewer than there is room for, since clients are not equally fast. */
const UPLOADS = 7;

/** The keys of those with whom one shares an encrypted room. */
export async function keysScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const asked = await matrix.register('member', ASKED);
  const askers = await matrix.register('asker', ASKERS);
  const users = [...asked, ...askers];
  await uploadIdentityKeys(matrix, users);
  await matrix.join(users, await matrix.createRooms(asked, 1, [ENCRYPTION]));
  matrix.close();
  const works = [queryWork({ asked, askers }), claimWork(server, { asked, askers }, KEYS), uploadWork(server)];
  return works.flatMap((work) => requestScenarios({ server, options }, work));
}

/** Whose keys are wanted, and by whom. */
export interface Asking {
  readonly asked: readonly MatrixUser[];
  readonly askers: readonly MatrixUser[];
}

/** @param devices of all asked users together */
export function queryWork({ asked, askers }: Asking, devices = asked.length): Work {
  const body = JSON.stringify({ device_keys: Object.fromEntries(asked.map(({ userId }) => [userId, []])) });
  return {
    name: `query of ${asked.length} users`,
    requestsOf: ({ token }) => [{ method: 'POST', path: `${PATH}/query`, token, body }],
    expects: { text: '"algorithms"', times: devices },
    before: () => Promise.resolve(askers),
    hasCold: true,
  };
}

/** @param keys of each device before each run */
export function claimWork(server: MeasuredServer, { asked, askers }: Asking, keys: number): Work {
  const body = claimOf(asked);
  return {
    name: `claim of a key of ${asked.length} users`,
    requestsOf: ({ token }) => [{ method: 'POST', path: `${PATH}/claim`, token, body }],
    expects: { text: 'signed_curve25519:', times: asked.length },
    requestsMax: keys,
    before: async (mark) => {
      await withUsers(server, (matrix) => fillKeys(matrix, asked, { count: keys, mark }));
      return askers;
    },
    after: async () => {
      const left = await withUsers(server, (matrix) => countKeys(matrix, asked));
      return `${Math.min(...left)} to ${Math.max(...left)} keys of a device are left`;
    },
  };
}

/** By accounts that have no keys yet: what a device has kept is limited. */
function uploadWork(server: MeasuredServer): Work {
  return {
    name: `upload of ${UPLOADED} one-time keys`,
    requestsOf: (user) => [
      { method: 'POST', path: `${PATH}/upload`, token: user.token, body: oneTimeKeys(user, UPLOADED, MARKER) },
    ],
    expects: { text: 'signed_curve25519', times: 1 },
    requestsMax: UPLOADS * ASKERS,
    before: (mark) => withUsers(server, (matrix) => matrix.register(`${mark.toLowerCase()}.`, ASKERS)),
  };
}

/** The server may have another port than before. */
async function withUsers<T>({ port }: MeasuredServer, work: (matrix: MatrixUsers) => Promise<T>): Promise<T> {
  const matrix = new MatrixUsers(port);
  try {
    return await work(matrix);
  } finally {
    matrix.close();
  }
}
