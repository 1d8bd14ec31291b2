import type { RunningCluster } from '../cluster/running-cluster.ts';
import type { BenchOptions } from '../command-line.ts';
import type { MarkedMessage, PacedJob, WokenSyncJob } from '../load/job.ts';
import { type MatrixUser, MatrixUsers } from '../matrix/matrix-users.ts';
import { type ClusterPath, clusterPaths, clusterWarmUpMs } from './cluster-paths.ts';
import { roomMessage, toDeviceMessage } from './marked-messages.ts';
import type { Scenario } from './scenario.ts';

/** Everything rests between messages, so that latency is not that of a queue. */
const PAUSE_MS = 20;
/** Pairs of a sender and a poller for the load at a rate. */
const PAIRS = 64;
const BUDGET = 'p50 after the answer ≤ 10 ms';

/** How long after the sender's answer others see what was sent, through the proxy and past it. */
export async function clusterSyncScenarios(cluster: RunningCluster, options: BenchOptions): Promise<Scenario[]> {
  const matrix = new MatrixUsers(cluster.port);
  const scene = await setScene(matrix, options);
  matrix.close();
  return clusterPaths(cluster).flatMap((path) => {
    const woken = wokenJob(options, path);
    const paced = pacedJob(options, path);
    const all: readonly Pick<Scenario, 'name' | 'unit' | 'job'>[] = [
      ...scene.wakers.map(({ pollers, sender }) => ({
        name: `message, ${pollers.length} polling`,
        unit: 'sync',
        job: woken(pollers, sender),
      })),
      { name: 'to-device message, 1 polling', unit: 'sync', job: woken([scene.device], scene.toDevice) },
      {
        name: `${options.rate} messages/s in ${PAIRS} rooms, 1 polling in each`,
        unit: 'sync',
        job: paced(scene.partners, scene.toPartners),
      },
      {
        name: `${options.rate} messages/s in 1 room, 1 polling`,
        unit: 'sync',
        job: paced([scene.listener], scene.toListener),
      },
    ];
    return all.map((each) => ({ ...each, name: `${each.name}, ${path.path}`, budget: BUDGET, server: cluster }));
  });
}

interface Waker {
  readonly pollers: readonly MatrixUser[];
  readonly sender: MarkedMessage;
}

interface Scene {
  /** A room for each number of polls. */
  readonly wakers: readonly Waker[];
  readonly device: MatrixUser;
  readonly toDevice: MarkedMessage;
  readonly partners: readonly MatrixUser[];
  readonly toPartners: readonly MarkedMessage[];
  readonly listener: MatrixUser;
  readonly toListener: readonly MarkedMessage[];
}

async function setScene(matrix: MatrixUsers, { pollers: counts }: BenchOptions): Promise<Scene> {
  const [sender, device, listener] = await matrix.register('single', 3);
  if (sender === undefined || device === undefined || listener === undefined) throw new Error('nobody to send');
  const pollers = await matrix.register('poller', Math.max(...counts));
  const wakers: Waker[] = [];
  for (const count of counts) {
    const [roomId = ''] = await matrix.createRooms([sender], 1);
    await matrix.join(pollers.slice(0, count), [roomId]);
    wakers.push({ pollers: pollers.slice(0, count), sender: roomMessage(sender, roomId) });
  }
  const senders = await matrix.register('sender', PAIRS);
  const partners = await matrix.register('partner', PAIRS);
  const roomIds = await matrix.createRooms(senders, PAIRS);
  await Promise.all(partners.map((partner, i) => matrix.join([partner], roomIds.slice(i, i + 1))));
  const [busyRoomId = ''] = await matrix.createRooms([listener], 1);
  await matrix.join(senders, [busyRoomId]);
  return {
    wakers,
    device,
    toDevice: toDeviceMessage(sender, device),
    partners,
    toPartners: senders.map((each, i) => roomMessage(each, roomIds[i] ?? '')),
    listener,
    toListener: senders.map((each) => roomMessage(each, busyRoomId)),
  };
}

function wokenJob({ seconds }: BenchOptions, { path, sendPort, syncPort }: ClusterPath) {
  return (pollers: readonly MatrixUser[], sender: MarkedMessage) =>
    (runId: string): WokenSyncJob => ({
      kind: 'wokenSync',
      port: sendPort(),
      syncPort: syncPort(),
      pollers: pollers.map(({ token }) => token),
      sender,
      pauseMs: PAUSE_MS,
      runId: `${runId}.${pollers.length}.${path.replace(' ', '-')}`,
      warmUpMs: clusterWarmUpMs(seconds),
      measureMs: 1_000 * seconds,
    });
}

function pacedJob({ seconds, rate }: BenchOptions, { path, sendPort, syncPort }: ClusterPath) {
  return (pollers: readonly MatrixUser[], senders: readonly MarkedMessage[]) =>
    (runId: string): PacedJob => ({
      kind: 'paced',
      port: sendPort(),
      syncPort: syncPort(),
      senders,
      pollers: pollers.map(({ token }) => token),
      rate,
      runId: `${runId}.paced${pollers.length}.${path.replace(' ', '-')}`,
      warmUpMs: clusterWarmUpMs(seconds),
      measureMs: 1_000 * seconds,
    });
}
