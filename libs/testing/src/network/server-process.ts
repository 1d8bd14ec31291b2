import { type ChildProcess, spawn } from 'node:child_process';
import { ALL_IN_ONE, REPOSITORY } from './build-all-in-one.js';
import { freePort } from './free-port.js';
import { makeServerFolder, removeServerFolder } from './server-folder.js';

/** A start takes 1 to 3 seconds; on a machine under load a few times that. */
const START_MS_MAX = 45_000;
/** The server promises 5 seconds. */
const STOP_MS_MAX = 8_000;
/** Nothing else of our own environment: the server refuses settings that it does not know. */
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  CHAPPE_TELEMETRY_LOG_LEVEL: 'warn',
  CHAPPE_HTTP_BIND: '127.0.0.1',
};
const OUTPUT_CHARACTERS_MAX = 1_000_000;

export interface ServerOptions {
  /** Default: a new one, which {@link ServerProcess.remove} removes. */
  readonly dataDir?: string;
  /** Default: open registration, no rate limits. */
  readonly flags?: readonly string[];
  /** Further settings by the names that they have in the environment. */
  readonly settings?: Readonly<Record<`CHAPPE_${string}`, string>>;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/**
 * The all-in-one as a process of its own, on a data folder and a port that stay the same over restarts.
 * End it with {@link remove}.
 */
export class ServerProcess {
  readonly baseUrl: string;
  #child: ChildProcess | undefined;
  #exit: Promise<Exit> = Promise.resolve({ code: 0, signal: null });
  #output = '';

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    private readonly options: ServerOptions,
  ) {
    this.baseUrl = `http://127.0.0.1:${port}`;
  }

  /** A server that is not started yet. */
  static async prepare(options: ServerOptions = {}): Promise<ServerProcess> {
    return new ServerProcess(options.dataDir ?? makeServerFolder(), await freePort(), options);
  }

  static async start(options: ServerOptions = {}): Promise<ServerProcess> {
    const server = await ServerProcess.prepare(options);
    await server.start();
    return server;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Standard output and error since the first start. */
  get output(): string {
    return this.#output;
  }

  /** The log entries at level error or above since the first start: what an operator would be woken for. */
  get errors(): readonly string[] {
    return this.#output.split('\n').filter((line) => /^\{"level":("error"|"fatal"|50|60)/.test(line));
  }

  /** @throws when the process ends before it serves, with what it wrote */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Starts the process without waiting for it. */
  spawn(): void {
    const { flags = ['--registration', 'open', '--rate-limits', 'off'], settings } = this.options;
    const words = [ALL_IN_ONE, '--data', this.dataDir, '--port', String(this.port), ...flags];
    const child = spawn(process.execPath, ['--enable-source-maps', ...words], {
      cwd: REPOSITORY,
      env: { ...ENVIRONMENT, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const keep = (text: string) => {
      this.#output = (this.#output + text).slice(-OUTPUT_CHARACTERS_MAX);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    this.#child = child;
    this.#exit = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        if (this.#child === child) this.#child = undefined;
        resolve({ code, signal });
      });
    });
  }

  /** Waits until a started process answers. */
  async ready(): Promise<void> {
    const untilMs = Date.now() + START_MS_MAX;
    while (this.#child !== undefined && Date.now() < untilMs) {
      if (await this.#answers()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    if (this.#child !== undefined) await this.kill();
    throw new Error(`the server did not start:\n${this.#output.slice(-4_000)}`);
  }

  async #answers(): Promise<boolean> {
    try {
      const answer = await fetch(`${this.baseUrl}/_matrix/client/versions`, { signal: AbortSignal.timeout(2_000) });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Sends SIGTERM and waits. @returns how the process ended */
  async stop(): Promise<Exit> {
    this.#child?.kill('SIGTERM');
    const exit = await Promise.race([this.exit(), after(STOP_MS_MAX)]);
    if (exit) return exit;
    await this.kill();
    throw new Error(`the server did not stop within ${STOP_MS_MAX} ms:\n${this.#output.slice(-4_000)}`);
  }

  /** Sends SIGKILL to the server, not to its PostgreSQL, and waits until the process is gone. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.exit();
  }

  /** When the running process ends, and how. */
  exit(): Promise<Exit> {
    return this.#exit;
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Ends everything and removes the data folder. */
  async remove(): Promise<void> {
    await this.kill();
    await removeServerFolder(this.dataDir);
  }
}

async function after(durationMs: number): Promise<undefined> {
  await new Promise((resolve) => setTimeout(resolve, durationMs).unref());
  return undefined;
}
