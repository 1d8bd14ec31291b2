// The process that runs a cluster and its proxy: what the proxy costs is what this process uses.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as Testing from '@chappe/testing';
import { runFromSources } from '../../dev/run-from-sources.ts';
import type { ClusterFacts, HostOptions, HostOrder, HostReport } from './host-messages.ts';

interface Hosted {
  readonly cluster: Testing.ClusterProcess;
  readonly kafka: Testing.RunningKafka | undefined;
}

let hosted: Promise<Hosted> | undefined;

async function start(options: HostOptions): Promise<Hosted> {
  runFromSources();
  const library = pathToFileURL(join(options.checkout, 'libs/testing/src/index.ts')).href;
  const testing = (await import(library)) as typeof Testing;
  const kafka = options.isKafkaWanted ? await testing.startKafka({ folder: join(options.folder, 'kafka') }) : undefined;
  const cluster = await testing.ClusterProcess.prepare({
    folder: join(options.folder, 'cluster'),
    kafka,
    durable: true,
    settings: environmentOf(options),
  });
  await cluster.start();
  return { cluster, kafka };
}

/** Node's own settings pass to the processes as ours do. */
function environmentOf({ inspect }: HostOptions): Record<string, string> {
  return inspect ? { NODE_OPTIONS: '--inspect=127.0.0.1:0' } : {};
}

function factsOf({ cluster, kafka }: Hosted): ClusterFacts {
  const processes = cluster.processes.map(({ name, role, pid = 0, place, output }) => ({
    name,
    role,
    pid,
    httpPort: place.httpPort,
    // The last one: it may have been started again.
    inspectorUrl: [...output.matchAll(/Debugger listening on (ws:\S+)/g)].at(-1)?.[1],
  }));
  return { port: cluster.port, processes, postmasterPid: cluster.postgres.pid, kafka: kafka?.origin };
}

async function carryOut(order: HostOrder): Promise<HostReport> {
  if (order.kind === 'start') hosted = start(order.options);
  const { cluster, kafka } = (await hosted) ?? { cluster: undefined, kafka: undefined };
  if (cluster === undefined) throw new Error('nothing was started');
  if (order.kind === 'stop') {
    await cluster.remove();
    await kafka?.remove();
    return { kind: 'stopped', errors: cluster.errors };
  }
  if (order.kind === 'restart') await cluster.restart();
  return { kind: 'ready', facts: factsOf({ cluster, kafka }) };
}

process.on('message', (order: HostOrder) => {
  carryOut(order)
    .catch((error: unknown): HostReport => ({ kind: 'failed', reason: String(error) }))
    .then((report) => process.send?.(report))
    // Nobody listens any more.
    .catch(() => process.exit(1));
});
// Ctrl-C reaches whoever started this as well, who says what to do.
process.on('SIGINT', () => undefined);
// That process has gone. Services, database and broker end with this process.
process.once('disconnect', () => process.exit(0));
