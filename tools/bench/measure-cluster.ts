import { attempt, type Progress } from './attempt.ts';
import { RunningCluster } from './cluster/running-cluster.ts';
import type { BenchOptions } from './command-line.ts';
import { describeMachine, type Machine } from './machine/describe-machine.ts';
import type { Figures } from './report/figures.ts';
import { clusterSendScenarios } from './scenarios/cluster-send-scenarios.ts';
import { clusterSyncScenarios } from './scenarios/cluster-sync-scenarios.ts';
import { initialSyncScenarios } from './scenarios/initial-sync-scenarios.ts';
import { measureRest, type RestResult } from './scenarios/measure-rest.ts';
import { measureScenarios } from './scenarios/measure-scenarios.ts';
import { type Part, REQUEST_PARTS } from './scenarios/request-parts.ts';

const PARTS: readonly Part<RunningCluster>[] = [
  { group: 'send', title: 'Sending', scene: clusterSendScenarios },
  { group: 'woken', title: 'From the answer to the sender to the sync of others', scene: clusterSyncScenarios },
  { group: 'initial', title: 'Initial sync', scene: initialSyncScenarios },
  ...REQUEST_PARTS,
];
const ERRORS_SHOWN = 3;

type Measured = Figures['scenarios'][number];

/** Measures the services split over processes, each group on a cluster and a data folder of its own. */
export async function measureCluster(options: BenchOptions, progress: Progress): Promise<Figures> {
  const takenAt = new Date().toISOString();
  const scenarios: Measured[] = [];
  let machine: Machine | undefined;
  for (const { isKafkaWanted, ...part } of partsOf(options)) {
    const title = `${part.title}, services split, ${isKafkaWanted ? 'with' : 'without'} Kafka`;
    const measured = await attempt(title, progress, () =>
      withCluster({ options, progress, isKafkaWanted }, async (cluster) => {
        machine = describe(cluster, options, machine);
        return measurePart(part, { cluster, options, progress });
      }),
    );
    if (measured) scenarios.push({ title, results: measured });
    progress(`${title}: done`);
  }
  const rest: RestResult[] = [];
  for (const isKafkaWanted of options.groups.includes('idle') ? options.kafka : []) {
    const name = isKafkaWanted ? 'with Kafka' : 'without Kafka';
    const measured = await attempt(`at rest ${name}`, progress, () =>
      withCluster({ options, progress, isKafkaWanted }, (cluster) => {
        machine = describe(cluster, options, machine);
        return measureRest(cluster, name, options.seconds);
      }),
    );
    if (measured) rest.push(measured);
  }
  if (machine === undefined) throw new Error('nothing could be measured');
  return { machine, takenAt, seconds: options.seconds, scenarios, idle: [], start: [], rest };
}

function describe(
  { facts, postmasterPid }: RunningCluster,
  { checkout, parentFolder }: BenchOptions,
  before: Machine | undefined,
): Machine {
  const { kafka = before?.kafka } = facts;
  return { ...describeMachine(checkout, parentFolder, postmasterPid), ...(kafka && { kafka }) };
}

function partsOf({ groups, kafka }: BenchOptions): (Part<RunningCluster> & { readonly isKafkaWanted: boolean })[] {
  const parts = PARTS.filter(({ group }) => groups.includes(group));
  return parts.flatMap((part) => kafka.map((isKafkaWanted) => ({ ...part, isKafkaWanted })));
}

interface Setting {
  readonly options: BenchOptions;
  readonly progress: Progress;
}

async function measurePart(
  { scene }: Part<RunningCluster>,
  { cluster, options, progress }: Setting & { cluster: RunningCluster },
): Promise<Measured['results']> {
  const after = `${Math.round(cluster.startMs)} ms`;
  progress(
    `cluster on port ${cluster.port} after ${after}, Kafka: ${cluster.facts.kafka ?? 'none'}; setting the scene`,
  );
  const startedMs = performance.now();
  const scenarios = await scene(cluster, options);
  progress(`the scene took ${Math.round((performance.now() - startedMs) / 1_000)} s`);
  return measureScenarios(scenarios, options, progress);
}

async function withCluster<T>(
  { options, progress, isKafkaWanted }: Setting & { readonly isKafkaWanted: boolean },
  work: (cluster: RunningCluster) => Promise<T>,
): Promise<T> {
  const { checkout, parentFolder, profile } = options;
  const profiled = profile === 'server' ? undefined : profile;
  const cluster = await RunningCluster.start({ checkout, parentFolder, isKafkaWanted, profiled });
  try {
    return await work(cluster);
  } finally {
    const errors = await cluster.stop();
    if (errors.length > 0) progress(`${errors.length} errors in the logs, the first:`);
    for (const error of errors.slice(0, ERRORS_SHOWN)) progress(error);
  }
}
