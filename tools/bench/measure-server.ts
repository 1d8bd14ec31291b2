import type { BenchOptions, Group } from './command-line.ts';
import { attempt, type Progress } from './attempt.ts';
import { describeMachine } from './machine/describe-machine.ts';
import type { Figures } from './report/figures.ts';
import { type IdleResult, measureIdlePolls } from './scenarios/measure-idle-polls.ts';
import { initialSyncScenarios } from './scenarios/initial-sync-scenarios.ts';
import { measureScenarios } from './scenarios/measure-scenarios.ts';
import { GROWTH_PARTS, type Part, REQUEST_PARTS } from './scenarios/request-parts.ts';
import { sendScenarios } from './scenarios/send-scenarios.ts';
import { measureStart } from './scenarios/measure-start.ts';
import { wokenSyncScenarios } from './scenarios/woken-sync-scenarios.ts';
import { RunningSynapse } from './peer/running-synapse.ts';
import { RunningServer } from './server/running-server.ts';

const PARTS: readonly Part[] = [
  { group: 'send', title: 'Sending', scene: sendScenarios },
  { group: 'woken', title: 'Woken incremental sync', scene: wokenSyncScenarios },
  { group: 'initial', title: 'Initial sync', scene: initialSyncScenarios },
  ...REQUEST_PARTS,
  ...GROWTH_PARTS,
];

/**
 * Measures what was asked for, each group on a server and a data folder of its own. One group that fails does not cost
 * the others: it is left out and reported.
 */
export async function measureServer(options: BenchOptions, progress: Progress): Promise<Figures> {
  const machine = await withServer({ ...options, inspect: false }, (server) =>
    Promise.resolve(describeMachine(options.checkout, options.parentFolder, server.postmasterPid)),
  );
  const isAsked = (group: Group): boolean => options.groups.includes(group);
  const scenarios: Figures['scenarios'][number][] = [];
  for (const part of PARTS.filter((each) => isAsked(each.group))) {
    const { group, title } = part;
    const results = await attempt(title, progress, () => measurePart(part, options, progress));
    if (results) scenarios.push({ title: options.encrypted ? `${title} (1.2 KB)` : title, results });
    progress(`${group}: done`);
  }
  const idle = isAsked('idle') ? await attempt('idle', progress, () => measureIdle(options, progress)) : [];
  const start = isAsked('start') ? await attempt('start', progress, () => measureStart(options)) : [];
  const { seconds } = options;
  return { machine, takenAt: new Date().toISOString(), seconds, scenarios, idle: idle ?? [], start: start ?? [] };
}

function measurePart({ scene, partitionCount }: Part, options: BenchOptions, progress: Progress) {
  return withServer({ ...options, inspect: options.profile !== undefined, partitionCount }, (server) =>
    withPeer(options, progress, async (peer) => {
      progress(`server on port ${server.port} after ${Math.round(server.startMs)} ms; setting the scene`);
      const startedMs = performance.now();
      const scenarios = await scene(server, options);
      progress(`the scene took ${Math.round((performance.now() - startedMs) / 1_000)} s`);
      const peers = peer === undefined ? [] : await scene(peer, options);
      if (peer !== undefined)
        progress(`with the same of ${peer.name} ${Math.round((performance.now() - startedMs) / 1_000)} s`);
      const inTurn = scenarios.flatMap((own, i) => {
        const other = peers[i];
        return other === undefined ? [own] : [own, { ...other, by: peer?.name ?? '' }];
      });
      return measureScenarios(inTurn, options, progress);
    }),
  );
}

/** A peer that cannot be had does not cost the rest: the reason is told in one line. */
async function withPeer<T>(
  options: BenchOptions,
  progress: Progress,
  work: (peer: RunningSynapse | undefined) => Promise<T>,
): Promise<T> {
  const peer =
    options.peer === undefined
      ? undefined
      : await RunningSynapse.start(options).catch((error: unknown) => {
          progress(`without Synapse: ${String(error).split('\n', 1)[0]}`);
          return undefined;
        });
  try {
    return await work(peer);
  } finally {
    await peer?.stop();
  }
}

function measureIdle(options: BenchOptions, progress: Progress): Promise<IdleResult[]> {
  return withServer({ ...options, inspect: true }, (server) => {
    progress(`idle: ${options.polls} accounts`);
    return measureIdlePolls(server, options);
  });
}

async function withServer<T>(
  options: Parameters<typeof RunningServer.start>[0],
  work: (server: RunningServer) => Promise<T>,
): Promise<T> {
  const server = await RunningServer.start(options);
  try {
    return await work(server);
  } finally {
    await server.stop();
  }
}
