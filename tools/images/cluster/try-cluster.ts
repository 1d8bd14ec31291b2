import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Proxy, RouteRules, SyncSession, TestClient } from '@chappe/testing';
import type { Container } from '../checks/container.ts';
import { expectThat } from '../checks/image-check.ts';
import { runFromSources } from '../../dev/run-from-sources.ts';
import { SERVICE_NAMES } from '../../dev/service-names.ts';
import type { ContainerCluster } from './container-cluster.ts';

/** Enough for both room containers to own some of them. */
const ROOMS = 8;
const MESSAGES = 24;
/** No timeline is cut off: what was sent while nobody read comes as well. */
const FILTER = JSON.stringify({ room: { timeline: { limit: 10 * MESSAGES } } });
const ROUNDS_MAX = 4 * MESSAGES;
/** Room partitions of a killed container go to another one within 6 s; a loaded machine needs a little longer. */
const SEND_MS_MAX = 12_000;
const RETRY_MS = 100;

/** Rooms last: the others call them until their end. */
const TRIED = [...SERVICE_NAMES.filter((name) => name !== 'room'), 'room'];

interface Scene {
  readonly cluster: ContainerCluster;
  readonly alice: TestClient;
  readonly sync: SyncSession;
  readonly roomIds: readonly string[];
}

interface Step {
  readonly title: string;
  run(scene: Scene): Promise<string | undefined>;
}

const STEPS: readonly Step[] = [
  { title: 'a member receives every message once and in order', run: (scene) => converse(scene) },
  {
    title: 'the room goes on when Kafka stands still',
    async run(scene) {
      if (!scene.cluster.kafka) return 'left out: there are no jars of Kafka; npm run kafka fetches them';
      await scene.cluster.kafka.do('pause');
      const took = await converse(scene);
      await scene.cluster.kafka.do('unpause');
      return took;
    },
  },
  ...TRIED.map((service) => ({
    title: `the room goes on when a container of ${service} is killed`,
    async run(scene: Scene) {
      const [victim] = scene.cluster.replicasOf(service);
      await victim?.do('kill');
      return converse(scene);
    },
  })),
  {
    title: 'the others end in order when they are told to',
    async run({ cluster }) {
      const slowest: number[] = [];
      for (const service of TRIED) {
        const running = await runningOf(cluster, service);
        slowest.push(...(await Promise.all(running.map((container) => container.do('stop')))));
        for (const container of running) {
          const exitCode = await container.inspect('.State.ExitCode');
          expectThat(
            exitCode === '0',
            `${service} ends with exit code ${exitCode}: ${(await container.log()).slice(-500)}`,
          );
        }
      }
      return `the slowest in ${seconds(Math.max(...slowest))}`;
    },
  },
];

/**
 * Uses a cluster as two people do while parts of it end, and reports each step in a line.
 * @returns how many failed
 */
export async function tryCluster(cluster: ContainerCluster, report: (line: string) => void): Promise<number> {
  runFromSources();
  const { Proxy: LocalProxy } = await import('@chappe/testing');
  const rules = JSON.parse(readFileSync('charts/chappe/files/routes.json', 'utf8')) as RouteRules;
  const proxy = await LocalProxy.start({ port: 0, rules, replicas: await replicas(cluster) });
  let failures = 0;
  try {
    const scene = await open(cluster, proxy);
    for (const step of STEPS) {
      const { title } = step;
      try {
        const figure = await step.run(scene);
        report(`  ok    ${title}${figure === undefined ? '' : ` (${figure})`}`);
      } catch (error) {
        failures++;
        report(`  FAIL  ${title}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  } finally {
    await proxy.close();
  }
  return failures;
}

async function replicas(cluster: ContainerCluster) {
  const addresses = [...cluster.services].filter(([name]) => !name.startsWith('room-'));
  const found: Record<string, { name: string; host: string; port: number }[]> = {};
  for (const [name, container] of addresses) {
    const { hostname: host, port } = new URL(await container.baseUrl());
    (found[name.replace(/-\d+$/, '')] ??= []).push({ name, host, port: Number(port) });
  }
  return found;
}

async function open(cluster: ContainerCluster, proxy: Proxy): Promise<Scene> {
  const { changeMembership, createRoom, registerClient, SyncSession: Session } = await import('@chappe/testing');
  const baseUrl = `http://127.0.0.1:${proxy.port}`;
  const [alice, bob] = [await registerClient(baseUrl, 'alice'), await registerClient(baseUrl, 'bob')];
  const roomIds: string[] = [];
  for (let i = 0; i < ROOMS; i++) {
    const roomId = await again(() => createRoom(alice, { preset: 'private_chat', invite: [bob.userId] }));
    await again(() => changeMembership(bob, roomId, { action: 'join' }));
    roomIds.push(roomId);
  }
  const sync = new Session(bob, { filter: FILTER });
  await again(() => sync.joined(roomIds.at(-1) ?? ''));
  return { cluster, alice, sync, roomIds };
}

/** Alice sends to one room after the other, Bob reads; both ask again after a failure. @returns the slowest one */
async function converse(scene: Scene): Promise<string> {
  const { newTxnId, sendMessage } = await import('@chappe/testing');
  const mark = `${performance.now()}`;
  const texts = Array.from({ length: MESSAGES }, (_, i) => `${mark} ${i}`);
  const reading = readMessages(scene, mark);
  let slowestMs = 0;
  for (const [i, text] of texts.entries()) {
    const roomId = scene.roomIds[i % ROOMS] ?? '';
    const txnId = newTxnId();
    const startedMs = performance.now();
    await again(() => sendMessage(scene.alice, roomId, { text, txnId }));
    slowestMs = Math.max(slowestMs, performance.now() - startedMs);
  }
  const read = await reading;
  for (const [i, roomId] of scene.roomIds.entries()) {
    const sent = texts.filter((_, message) => message % ROOMS === i);
    const come = read.get(roomId) ?? [];
    expectThat(come.join() === sent.join(), `sent ${sent.join(', ')} and read ${come.join(', ')}`);
  }
  expectThat(slowestMs < SEND_MS_MAX, `a message was accepted only after ${seconds(slowestMs)}`);
  return `the slowest of ${MESSAGES} messages was accepted after ${seconds(slowestMs)}`;
}

/** What comes to Bob, by room, until as many messages have come as were sent. */
async function readMessages({ sync, roomIds }: Scene, mark: string): Promise<Map<string, string[]>> {
  const { bodiesOf } = await import('@chappe/testing');
  const read = new Map(roomIds.map((roomId): [string, string[]] => [roomId, []]));
  const count = (): number => [...read.values()].reduce((sum, { length }) => sum + length, 0);
  for (let round = 0; round < ROUNDS_MAX && count() < MESSAGES; round++) {
    const answer = await again(() => sync.next(2_000));
    for (const [roomId, texts] of read) {
      const bodies = bodiesOf(answer.rooms?.join?.[roomId]?.timeline?.events);
      texts.push(...bodies.filter((text) => text.startsWith(mark)));
    }
  }
  return read;
}

/** Repeats what failed, as clients do. @throws the last failure */
async function again<T>(ask: () => Promise<T>): Promise<T> {
  const untilMs = performance.now() + 2 * SEND_MS_MAX;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (performance.now() > untilMs) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function runningOf(cluster: ContainerCluster, service: string): Promise<Container[]> {
  const states = cluster.replicasOf(service).map(async (container) => ({
    container,
    isRunning: (await container.inspect('.State.Running')) === 'true',
  }));
  return (await Promise.all(states)).filter(({ isRunning }) => isRunning).map(({ container }) => container);
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
