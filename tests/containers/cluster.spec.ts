import { ROLES } from '@chappe/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { pause } from '../fixtures/pause.js';
import { ContainerCluster, type NetworkName } from './fixtures/container-cluster.js';
import { Crowd } from '../fixtures/crowd.js';
import { expectNothingLost } from '../fixtures/expect-nothing-lost.js';
import type { RunningContainer } from './fixtures/running-container.js';

/** Longer than a lease (4 s), and than it takes to notice that nobody answers any more (6 s). */
const FAULT_MS = 10_000;
/** Cores that a starved container has. */
const NEXT_TO_NOTHING = 0.02;

type Choose = (cluster: ContainerCluster) => readonly RunningContainer[];

interface Fault {
  readonly title: string;
  /** What happens while something else is done. */
  readonly during: <T>(cluster: ContainerCluster, work: () => Promise<T>) => Promise<T>;
  /** Nobody can be served meanwhile. */
  readonly isTotal?: boolean;
  readonly needsKafka?: boolean;
}

const first =
  (role: string): Choose =>
  (cluster) => [cluster.replicasOf(role)[0]];
const all =
  (role: string): Choose =>
  (cluster) =>
    cluster.replicasOf(role);

const broker: Choose = ({ kafka }) => (kafka ? [kafka] : []);

const cut =
  (network: NetworkName, choose: Choose): Fault['during'] =>
  (cluster, work) =>
    cluster.without(network, choose(cluster), work);

function between(
  strike: (container: RunningContainer) => Promise<unknown>,
  mend: (container: RunningContainer) => Promise<unknown>,
): (choose: Choose) => Fault['during'] {
  return (choose) => async (cluster, work) => {
    await Promise.all(choose(cluster).map(strike));
    try {
      return await work();
    } finally {
      await Promise.all(choose(cluster).map(mend));
    }
  };
}

const killed = between(
  (each) => each.kill(),
  (each) => each.start(),
);
const frozen = between(
  (each) => each.pause(),
  (each) => each.unpause(),
);
const starved = between(
  (each) => each.limitCores(NEXT_TO_NOTHING),
  (each) => each.limitCores(),
);

/** So little memory that the kernel ends it, until the engine has started it again. */
const crowded =
  (choose: Choose): Fault['during'] =>
  async (cluster, work) => {
    await Promise.all(choose(cluster).map((container) => container.endForMemory()));
    return work();
  };

const FAULTS: readonly Fault[] = [
  { title: 'one room process is cut off from PostgreSQL', during: cut('tables', first('room')) },
  { title: 'one room process is cut off from the other services', during: cut('calls', first('room')) },
  { title: 'one sync process is cut off from the other services', during: cut('calls', first('sync')) },
  { title: 'one client-api process is cut off from PostgreSQL', during: cut('tables', first('client-api')) },
  { title: 'every room process is cut off from PostgreSQL', during: cut('tables', all('room')), isTotal: true },
  { title: 'Kafka is cut off', during: cut('calls', broker), needsKafka: true },
  { title: 'Kafka stands still', during: frozen(broker), needsKafka: true },
  { title: 'one room process gets next to no processor time', during: starved(first('room')) },
  { title: 'the kernel ends one room process for its memory', during: crowded(first('room')) },
  { title: 'the kernel ends one sync process for its memory', during: crowded(first('sync')) },
  ...ROLES.map((role) => ({ title: `one ${role} process is killed`, during: killed(first(role)) })),
];

const AGAIN_READY = { timeout: 120_000, interval: 200 } as const;

const { reason } = inject('ownImages');
const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

/** DESIGN 7, invariants 1 to 3 and 6, with machines that vanish instead of sockets that close. */
describe('a cluster of containers', () => {
  let cluster: ContainerCluster;
  let crowd: Crowd;

  beforeAll(async () => {
    if (reason !== undefined) return;
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    cluster = await ContainerCluster.start();
    crowd = await Crowd.gather(cluster.baseUrl, seed);
  }, 300_000);
  beforeEach(({ skip }) => skip(reason !== undefined, reason));
  afterAll(async () => {
    await crowd?.end().catch(() => undefined);
    await cluster?.remove();
  });

  it.for(FAULTS)('goes on when $title', async ({ title, during, isTotal, needsKafka }, { skip }) => {
    skip(needsKafka === true && !cluster.kafka, 'there is no image of a broker: npm run images -- kafka makes it');
    const meanwhileMs = await during(cluster, async () => {
      await pause(FAULT_MS);
      return isTotal ? undefined : crowd.served();
    });
    const afterwardsMs = await crowd.served();
    await expect.poll(() => cluster.unready(), AGAIN_READY).toEqual([]);
    const meanwhile = meanwhileMs === undefined ? '' : `everybody was served within ${meanwhileMs} ms, `;
    process.stdout.write(`${title}: ${meanwhile}afterwards within ${afterwardsMs} ms\n`);
  });

  it('has lost and doubled nothing', async () => {
    await crowd.end();
    await expectNothingLost(cluster, crowd.clients);
  });

  it('ends in order when it is told to', async () => {
    // Rooms last: the others call them until their end.
    for (const role of [...ROLES.filter((each) => each !== 'room'), 'room']) {
      const codes = await Promise.all(cluster.replicasOf(role).map((container) => container.stop()));
      expect(codes, role).toEqual(codes.map(() => 0));
    }
  });
});
