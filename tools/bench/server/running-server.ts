import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { answers } from '../http/answers.ts';
import { descendantsOf, listProcesses } from '../machine/process-stat.ts';
import type { ProcessGroup } from '../machine/usage.ts';
import type { MeasuredServer } from './measured-server.ts';

const START_MS_MAX = 90_000;
const STOP_MS_MAX = 10_000;
const ANSWER_EVERY_MS = 5;

export interface ServerOptions {
  /** Folder of a built repository. */
  readonly checkout: string;
  /** Where the data folder is made. */
  readonly parentFolder: string;
  /** Data folder of an earlier server, which stays; default a new one, which goes with the server. */
  readonly dataFolder?: string;
  /** Listen for an inspector: profiles and heap sizes. */
  readonly inspect?: boolean;
  /** Default the server's own. */
  readonly partitionCount?: number | undefined;
}

/** The all-in-one server in a process of its own. */
export class RunningServer implements MeasuredServer {
  readonly dataFolder: string;
  /** From the start of the process to the first answer. */
  startMs = 0;
  port = 0;
  /** WebSocket of the inspector. */
  inspectorUrl: string | undefined;
  readonly #options: ServerOptions;
  #child: ChildProcess;
  #output = '';

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.dataFolder = options.dataFolder ?? makeDataFolder(options.parentFolder);
    this.#child = this.#spawn();
  }

  #spawn(): ChildProcess {
    const words = argumentsOf(this.#options, this.dataFolder);
    const { partitionCount } = this.#options;
    const env = partitionCount === undefined ? {} : { CHAPPE_SERVER_PARTITION_COUNT: String(partitionCount) };
    const child = spawn(process.execPath, words, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    // Behind a pipe that nobody reads the server would stop writing; its log belongs to what is looked at after a
    // failure.
    const log = createWriteStream(join(this.dataFolder, '..', 'server.log'), { flags: 'a' });
    child.stdout.on('data', (bytes: Buffer) => this.#hear(bytes)).pipe(log, { end: false });
    child.stderr.on('data', (bytes: Buffer) => this.#hear(bytes)).pipe(log, { end: false });
    return child;
  }

  /**
   * Starts a server and waits for its first answer.
   * @throws when it is not built, or does not come up; nothing is left behind then
   */
  static async start(options: ServerOptions): Promise<RunningServer> {
    if (isInterrupted) throw new Error('the benchmark was interrupted');
    const main = mainFile(options.checkout);
    if (!existsSync(main)) throw new Error(`${main} is missing: npm run build`);
    const server = new RunningServer(options);
    running.add(server);
    await server.#come();
    return server;
  }

  /** Ends the server and starts it again on its data; whoever asks it needs its new port. */
  async restart(): Promise<void> {
    await this.#end();
    this.port = 0;
    this.inspectorUrl = undefined;
    this.#output = '';
    this.#child = this.#spawn();
    await this.#come();
  }

  async #come(): Promise<void> {
    const startedMs = performance.now();
    try {
      await this.#firstAnswer(startedMs + START_MS_MAX);
      this.startMs = performance.now() - startedMs;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** PostgreSQL's first process, when the server has started one. */
  get postmasterPid(): number | undefined {
    return descendantsOf(this.pid, listProcesses())[0]?.pid;
  }

  get metricsPorts(): readonly number[] {
    return [this.port];
  }

  get inspectorUrls(): readonly string[] {
    return this.inspectorUrl === undefined ? [] : [this.inspectorUrl];
  }

  get groups(): readonly ProcessGroup[] {
    return [
      { name: 'server', pids: [this.pid], which: 'itself' },
      { name: 'PostgreSQL', pids: [this.pid], which: 'descendants' },
    ];
  }

  /** Ends the server and its database, if need be hard, and removes its data unless they were there before. */
  async stop(): Promise<void> {
    await this.#end();
    running.delete(this);
    if (this.#options.dataFolder === undefined) rmSync(join(this.dataFolder, '..'), { recursive: true, force: true });
  }

  async #end(): Promise<void> {
    const below = descendantsOf(this.pid, listProcesses()).map(({ pid }) => pid);
    const isOver = (): boolean => this.#child.exitCode !== null || this.#child.signalCode !== null;
    if (!isOver()) this.#child.kill('SIGTERM');
    for (let waitedMs = 0; !isOver() && waitedMs < STOP_MS_MAX; waitedMs += 50) await sleep(50);
    if (!isOver()) this.#child.kill('SIGKILL');
    killThoseLeft(below);
  }

  #hear(bytes: Buffer): void {
    this.#output = `${this.#output}${bytes.toString('latin1')}`.slice(-20_000);
    this.inspectorUrl ??= /Debugger listening on (ws:\S+)/.exec(this.#output)?.[1];
    if (this.port === 0) this.port = Number(/base URL\s+http:\/\/\S+?:(\d+)\s/.exec(this.#output)?.[1] ?? 0);
  }

  async #firstAnswer(untilMs: number): Promise<void> {
    while (performance.now() < untilMs) {
      if (this.#child.exitCode !== null) throw new Error(`the server ended: ${this.#output}`);
      if (this.port !== 0 && (await answers(this.port))) return;
      await sleep(ANSWER_EVERY_MS);
    }
    throw new Error(`the server did not answer in ${START_MS_MAX / 1_000} s: ${this.#output}`);
  }
}

const running = new Set<RunningServer>();

/** Nothing is started any more. */
let isInterrupted = false;

/** Ends every server that still runs, for the case that the benchmark is interrupted; none can be started after it. */
export async function stopServers(): Promise<void> {
  isInterrupted = true;
  await Promise.all([...running].map((server) => server.stop()));
}

function mainFile(checkout: string): string {
  return join(checkout, 'apps/all-in-one/dist/main.js');
}

function argumentsOf({ checkout, inspect }: ServerOptions, dataFolder: string): string[] {
  return [
    ...(inspect ? ['--inspect=127.0.0.1:0'] : []),
    mainFile(checkout),
    '--port=0',
    `--data=${dataFolder}`,
    '--server-name=localhost',
    '--registration=open',
    '--rate-limits=off',
  ];
}

/** Others must be able to pass: root's PostgreSQL runs as somebody else. */
function makeDataFolder(parent: string): string {
  const folder = mkdtempSync(join(parent, 'chappe-bench-'));
  chmodSync(folder, 0o711);
  return join(folder, 'data');
}

function killThoseLeft(pids: readonly number[]): void {
  const alive = new Set(listProcesses().map(({ pid }) => pid));
  for (const pid of pids.filter((each) => alive.has(each))) {
    try {
      process.kill(pid, 'SIGQUIT');
    } catch {
      // It ended between the look and the signal.
    }
  }
}
