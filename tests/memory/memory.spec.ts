import { readFileSync } from 'node:fs';
import { ClusterProcess, ServerProcess, startServer, type TestServer } from '@chappe/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Crowd } from '../fixtures/crowd.js';
import { expectNothingLost } from '../fixtures/expect-nothing-lost.js';
import { type Force, Mallory } from '../fixtures/mallory.js';

/**
 * What Node is given, and what a process may take in all: buffers, stacks and code lie outside of the heap. Seen:
 * 537 MiB in a service of the cluster, 737 MiB in the all-in-one, also at four times the force.
 */
const HEAP_MIB = 320;
const MEMORY_MIB_MAX = 1_000;

const times = Number(process.env['CHAPPE_TEST_FAULTS'] ?? 1);
const FORCE: Force = {
  connections: 200 * times,
  heldMs: 3_000,
  readers: 16,
  largeEvents: 120 * times,
  devices: 40 * times,
  rooms: 100 * times,
  backups: 2 * times,
};

const seed = process.env['CHAPPE_TEST_SEED'] ?? String(Date.now());

/** DESIGN 7.7: a bad user costs only himself, and no more memory than a process has. */
describe('a platform with little memory', () => {
  let server: TestServer;
  let crowd: Crowd;
  let mallory: Mallory;
  /** Each process by its name. */
  let pids: ReadonlyMap<string, number | undefined>;

  beforeAll(async () => {
    process.stdout.write(`CHAPPE_TEST_SEED=${seed}\n`);
    server = await startServer({ heapMiB: HEAP_MIB });
    pids = pidsOf(server);
    crowd = await Crowd.gather(server.baseUrl, seed);
    mallory = await Mallory.enter({ baseUrl: server.baseUrl, clientApiPorts: portsOf(server) }, FORCE);
  }, 180_000);
  afterAll(async () => {
    await crowd?.end().catch(() => undefined);
    await server?.remove();
  });

  function report(attack: string, servedMs: number): ReadonlyMap<string, number> {
    const peaks = new Map([...pids].map(([name, pid]) => [name, peakMiB(pid)]));
    const each = [...peaks].map(([name, peak]) => `${name} ${peak} MiB`);
    process.stdout.write(`${attack}: others served in ${servedMs} ms; at most so far: ${each.join(', ')}\n`);
    return peaks;
  }

  it.each([
    ['requests whose bodies stall', () => mallory.stallBodies()],
    ['a room that is filled with state and messages', () => mallory.fillRoom()],
    ['many who read all of it at once', () => mallory.readAllAtOnce()],
    ['many who ask for all of it and read nothing', () => mallory.readNothing()],
    ['an account with many devices', () => mallory.haveDevices()],
    ['an account with many rooms', () => mallory.haveRooms()],
    ['an account with many key backups', () => mallory.haveBackups()],
  ])('serves everybody else within it during and after %s', async (attack, attacked) => {
    const attacking = attacked();
    const servedMs = await crowd.served();
    await attacking;
    await crowd.served();
    const peaks = report(attack, servedMs);
    expect(pidsOf(server)).toEqual(pids);
    for (const [name, peak] of peaks) expect(peak, name).toBeLessThan(MEMORY_MIB_MAX);
  });

  it('has lost and doubled nothing, and woken nobody', async () => {
    await crowd.end();
    await expectNothingLost(server, crowd.clients);
    expect(server.errors).toEqual([]);
  });
});

function pidsOf(server: TestServer): ReadonlyMap<string, number | undefined> {
  if (server instanceof ClusterProcess) return new Map(server.processes.map(({ name, pid }) => [name, pid]));
  return new Map([['all-in-one', server instanceof ServerProcess ? server.pid : undefined]]);
}

function portsOf(server: TestServer): readonly number[] {
  if (!(server instanceof ClusterProcess)) return [server.port];
  return server.replicasOf('client-api').map(({ place }) => place.httpPort);
}

/** The most memory that a process has taken so far. */
function peakMiB(pid: number | undefined): number {
  const [, kib = '0'] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1_024);
}
