import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { Crowd } from '../fixtures/crowd.js';
import { type Force, Mallory } from '../fixtures/mallory.js';
import { ContainerCluster } from './fixtures/container-cluster.js';
import { expectNothingLost } from '../fixtures/expect-nothing-lost.js';

const MIB = 2 ** 20;
const AGAIN_READY = { timeout: 120_000, interval: 200 } as const;

const FORCE: Force = {
  connections: 400,
  heldMs: 8_000,
  readers: 24,
  largeEvents: 500,
  devices: 200,
  rooms: 500,
  backups: 20,
};

const { reason } = inject('ownImages');
const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

/** DESIGN 7.7 and 7.8, where the kernel counts the memory: each service has what the chart gives it. */
describe('services within the memory of the chart', () => {
  let cluster: ContainerCluster;
  let crowd: Crowd;
  let mallory: Mallory;

  beforeAll(async () => {
    if (reason !== undefined) return;
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    cluster = await ContainerCluster.start();
    crowd = await Crowd.gather(cluster.baseUrl, seed);
    const clientApiPorts = cluster.replicasOf('client-api').map(({ port }) => port);
    mallory = await Mallory.enter({ baseUrl: cluster.baseUrl, clientApiPorts }, FORCE);
  }, 300_000);
  beforeEach(({ skip }) => skip(reason !== undefined, reason));
  afterAll(async () => {
    await crowd?.end().catch(() => undefined);
    await cluster?.remove();
  });

  async function report(attack: string): Promise<void> {
    const each = [...cluster.services.values()].map(async (container) => {
      const [peak, restarts] = [await container.memoryPeak(), await container.restarts()];
      return `${container.name} ${Math.round(peak / MIB)} MiB, ${restarts} restarts`;
    });
    process.stdout.write(`${attack}: ${(await Promise.all(each)).join('; ')}\n`);
  }

  it.each([
    ['requests whose bodies stall', () => mallory.stallBodies()],
    ['a room that is filled with state', () => mallory.fillRoom()],
    ['many who read all of it at once', () => mallory.readAllAtOnce()],
    ['many who ask for all of it and read nothing', () => mallory.readNothing()],
    ['an account with many devices', () => mallory.haveDevices()],
    ['an account with many rooms', () => mallory.haveRooms()],
    ['an account with many key backups', () => mallory.haveBackups()],
  ])('serve everybody else during and after %s', async (attack, attacked) => {
    const attacking = attacked();
    await crowd.served();
    await attacking;
    await report(attack);
    await expect.poll(() => cluster.unready(), AGAIN_READY).toEqual([]);
    await crowd.served();
  });

  it('have lost and doubled nothing', async () => {
    await crowd.end();
    await expectNothingLost(cluster, crowd.clients);
  });
});
