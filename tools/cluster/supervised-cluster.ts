import { ClusterProcess, type Exit, type RunningKafka, type ServiceProcess } from '@chappe/testing';
import { writeState } from './cluster-state.ts';
import type { RunCommand } from './command-line.ts';
import type { LogLines } from './log-lines.ts';

/** Long enough to see that a process is missing. */
const RESTART_AFTER_MS = 2_000;

/** A cluster whose processes are started again when they die, as Kubernetes does it. */
export class SupervisedCluster {
  readonly #cluster: Promise<ClusterProcess>;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #folder: string;
  readonly #lines: LogLines;
  #isStopping = false;

  constructor(command: RunCommand, lines: LogLines, kafka: RunningKafka | undefined) {
    this.#folder = command.folder;
    this.#lines = lines;
    const { bind: host, kafka: _isAsked, kind: _kind, ...settings } = command;
    this.#cluster = ClusterProcess.prepare({
      ...settings,
      host,
      kafka,
      topicPrefix: '',
      durable: true,
      onOutput: (process, text) => lines.take(process.name, text),
      onExit: (process, exit) => this.#ended(process, exit),
      onCrash: (reason) => this.#databaseEnded(reason),
    });
  }

  /** @throws when it does not come up */
  async start(): Promise<string> {
    const cluster = await this.#cluster;
    await cluster.start();
    this.#writeState(cluster);
    return cluster.baseUrl;
  }

  /** In order; what does not end is killed. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const cluster = await this.#cluster;
    try {
      await cluster.stop();
    } catch (error) {
      this.#lines.say('cluster', error instanceof Error ? error.message : String(error));
      await cluster.kill();
      await cluster.postgres.stop();
    }
  }

  #ended(process: ServiceProcess, { code, signal, isUnasked }: Exit & { readonly isUnasked: boolean }): void {
    this.#lines.say(process.name, `ended (${signal ?? `exit code ${code}`})`);
    if (!isUnasked || this.#isStopping) return;
    this.#lines.say(process.name, `starts again in ${RESTART_AFTER_MS / 1_000} s`);
    this.#later(async (cluster) => {
      process.spawn();
      this.#writeState(cluster);
      await process.ready();
      this.#lines.say(process.name, 'is ready again');
    });
  }

  #databaseEnded(reason: string): void {
    this.#lines.say('postgres', `${reason}; starts again in ${RESTART_AFTER_MS / 1_000} s`);
    this.#later(async (cluster) => {
      await cluster.postgres.restart();
      this.#writeState(cluster);
      this.#lines.say('postgres', 'is ready again');
    });
  }

  #later(work: (cluster: ClusterProcess) => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#cluster.then(work).catch((error: unknown) => {
        if (!this.#isStopping) this.#lines.say('cluster', error instanceof Error ? error.message : String(error));
      });
    }, RESTART_AFTER_MS);
    this.#timers.add(timer);
  }

  #writeState({ processes, postgres }: ClusterProcess): void {
    const pids = processes.flatMap(({ name, pid }) => (pid === undefined ? [] : [[name, pid] as const]));
    const state = { pid: process.pid, processes: { ...Object.fromEntries(pids), postgres: postgres.pid } };
    writeState(this.#folder, state);
  }
}
