import type { BenchOptions } from '../command-line.ts';
import { uploadDeviceKeys, uploadIdentityKeys } from '../matrix/encrypted-users.ts';
import { bounded } from '../matrix/bounded.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import { claimWork, queryWork } from './keys-scenarios.ts';
import { membersWorks } from './members-scenarios.ts';
import { ASKERS, requestScenarios, type Work } from './request-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { toDeviceWork } from './to-device-scenarios.ts';

const SIZES = [1, 10, 100, 1_000] as const;
/** Users of a claim while partitions grow. */
const CLAIMED = 50;
/** One-time keys of a device: claims that can be measured. Few of many, so that the scene does not take for ever. */
const KEYS_MAX = 450;
const KEYS_MIN = 60;
const KEYS_OF_ALL = 9_000;
const AT_ONCE = 8;

/** What is asked of 1, 10, 100 and 1,000 users, and of a user with as many devices. */
export async function growthScenarios(server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(server.port);
  const users = await matrix.register('member', Math.max(...SIZES));
  await uploadIdentityKeys(matrix, users);
  const works: Work[] = [];
  for (const items of SIZES) {
    const asking = { asked: users.slice(0, items), askers: users.slice(0, ASKERS) };
    const keys = Math.max(KEYS_MIN, Math.min(KEYS_MAX, Math.floor(KEYS_OF_ALL / items)));
    works.push(
      { ...queryWork(asking), growth: { of: 'query, users', items } },
      { ...claimWork(server, asking, keys), growth: { of: 'claim, users', items } },
      { ...toDeviceWork(asking.asked, asking.askers), growth: { of: 'to-device, recipients', items } },
      ...(await membersWorks(matrix, asking.asked)).map((work) => ({
        ...work,
        growth: { of: work.name.replace(/ of .*/, ', members'), items },
      })),
      await devicesWork(matrix, asking.askers, items),
    );
  }
  matrix.close();
  // A table reads by what grows, then by how many.
  works.sort((a, b) => (a.growth?.of ?? '').localeCompare(b.growth?.of ?? ''));
  return works.flatMap((work) => requestScenarios({ server, options }, work));
}

/** A claim of one key of each of 50 users. */
export function claimGrowthScenarios(partitionCount: number) {
  return async (server: MeasuredServer, options: BenchOptions): Promise<Scenario[]> => {
    const matrix = new MatrixUsers(server.port);
    const asked = await matrix.register('member', CLAIMED);
    const askers = await matrix.register('asker', ASKERS);
    matrix.close();
    const growth = { of: `claim, users on ${partitionCount} partitions`, items: CLAIMED };
    return requestScenarios({ server, options }, { ...claimWork(server, { asked, askers }, KEYS_MAX), growth });
  };
}

async function devicesWork(matrix: MatrixUsers, askers: readonly MatrixUser[], items: number): Promise<Work> {
  const [user] = await matrix.register(`devices${items}.`, 1);
  if (user === undefined) throw new Error('nobody to ask for');
  const devices = [user, ...(await matrix.logIn(user, items - 1))];
  await bounded(devices, AT_ONCE, (device) => uploadDeviceKeys(matrix, device));
  return {
    ...queryWork({ asked: [user], askers }, items),
    name: `query of ${items} devices`,
    growth: { of: 'query, devices of a user', items },
  };
}
