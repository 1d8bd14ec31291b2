import { type ChildProcess, fork } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { descendantsOf, listProcesses } from '../machine/process-stat.ts';
import type { ProcessGroup } from '../machine/usage.ts';
import type { MeasuredServer } from '../server/measured-server.ts';
import type { ClusterFacts, HostedProcess, HostOrder, HostReport } from './host-messages.ts';
import { SERVICE_NAMES } from '../../dev/service-names.ts';

/** Eight processes, a database and a broker on a machine that may be busy. */
const ORDER_MS_MAX = 180_000;

export interface RunningClusterOptions {
  /** Folder of a built repository. */
  readonly checkout: string;
  /** Where the data folder is made. */
  readonly parentFolder: string;
  readonly isKafkaWanted: boolean;
  /** Role whose processes are profiled. */
  readonly profiled: string | undefined;
}

/** The services as processes of their own, with a database that survives a power cut and rate limits off. */
export class RunningCluster implements MeasuredServer {
  /** Until everything was ready. */
  startMs = 0;
  readonly #options: RunningClusterOptions;
  readonly #folder: string;
  readonly #host: ChildProcess;
  #facts: ClusterFacts | undefined;

  private constructor(options: RunningClusterOptions) {
    this.#options = options;
    this.#folder = mkdtempSync(join(options.parentFolder, 'chappe-bench-'));
    // Root's PostgreSQL runs as somebody else, who must be able to pass.
    chmodSync(this.#folder, 0o711);
    this.#host = fork(join(import.meta.dirname, 'cluster-host.ts'), { execArgv: [] });
  }

  /** @throws when it is not built, there is no Kafka, or it does not come up; nothing is left behind then */
  static async start(options: RunningClusterOptions): Promise<RunningCluster> {
    const programs = SERVICE_NAMES.map((role) => join(options.checkout, 'apps', role, 'dist/main.js'));
    const missing = programs.find((program) => !existsSync(program));
    if (missing !== undefined) throw new Error(`${missing} is missing: npm run build`);
    const cluster = new RunningCluster(options);
    running.add(cluster);
    const { checkout, isKafkaWanted, profiled } = options;
    const startedMs = performance.now();
    try {
      const inspect = profiled !== undefined;
      await cluster.#come({ kind: 'start', options: { checkout, folder: cluster.#folder, isKafkaWanted, inspect } });
    } catch (error) {
      cluster.#end();
      throw error;
    }
    cluster.startMs = performance.now() - startedMs;
    return cluster;
  }

  get facts(): ClusterFacts {
    if (this.#facts === undefined) throw new Error('the cluster does not run');
    return this.#facts;
  }

  get port(): number {
    return this.facts.port;
  }

  get postmasterPid(): number {
    return this.facts.postmasterPid;
  }

  /** Port of one process of a role, past the proxy. */
  portOf(role: string): number {
    const found = this.facts.processes.find((process) => process.role === role);
    if (found === undefined) throw new Error(`there is no process of ${role}`);
    return found.httpPort;
  }

  get groups(): readonly ProcessGroup[] {
    const hostPid = this.#host.pid ?? 0;
    const kafka = descendantsOf(hostPid, listProcesses()).filter(({ name }) => name === 'java');
    const roles = SERVICE_NAMES.map((role): ProcessGroup => {
      const pids = this.facts.processes.filter((process) => process.role === role).map(({ pid }) => pid);
      return { name: role, pids, which: 'itself' };
    });
    return [
      ...roles,
      { name: 'PostgreSQL', pids: [this.postmasterPid], which: 'tree' },
      ...(kafka.length > 0 ? [{ name: 'Kafka', pids: kafka.map(({ pid }) => pid), which: 'itself' } as const] : []),
      { name: 'proxy', pids: [hostPid], which: 'itself' },
    ];
  }

  get metricsPorts(): readonly number[] {
    return this.facts.processes.map(({ httpPort }) => httpPort);
  }

  get inspectorUrls(): readonly string[] {
    const profiled = this.facts.processes.filter(({ role }) => role === this.#options.profiled);
    return profiled.flatMap(({ inspectorUrl }: HostedProcess) => (inspectorUrl === undefined ? [] : [inspectorUrl]));
  }

  async restart(): Promise<void> {
    await this.#come({ kind: 'restart' });
  }

  /** Ends everything and removes its data. @returns what an operator would have been woken for */
  async stop(): Promise<readonly string[]> {
    try {
      const report = await this.#order({ kind: 'stop' });
      return report.kind === 'stopped' ? report.errors : [];
    } finally {
      this.#end();
    }
  }

  async #come(order: HostOrder): Promise<void> {
    const report = await this.#order(order);
    if (report.kind === 'ready') this.#facts = report.facts;
  }

  async #order(order: HostOrder): Promise<HostReport> {
    const reply = Promise.withResolvers<HostReport>();
    const gone = (): void => reply.reject(new Error('the process that runs the cluster ended'));
    const limit = setTimeout(() => reply.reject(new Error(`the cluster: no reply to ${order.kind}`)), ORDER_MS_MAX);
    this.#host.once('message', reply.resolve);
    this.#host.once('exit', gone);
    try {
      if (!this.#host.connected) gone();
      else this.#host.send(order);
      const report = await reply.promise;
      if (report.kind === 'failed') throw new Error(report.reason);
      return report;
    } finally {
      clearTimeout(limit);
      this.#host.off('message', reply.resolve).off('exit', gone);
    }
  }

  /** What the host has started ends with it. */
  #end(): void {
    running.delete(this);
    this.#host.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 250 });
  }
}

const running = new Set<RunningCluster>();

/** Ends every cluster that still runs: for the case that the benchmark is interrupted. */
export async function stopClusters(): Promise<void> {
  await Promise.allSettled([...running].map((cluster) => cluster.stop()));
}
