import { join } from 'node:path';
import { type Postgres, runningConnection } from '@chappe/postgres';
import { programOf } from './build-programs.js';
import { freePort } from './free-port.js';
import { readTables } from './read-tables.js';
import { makeServerFolder, removeServerFolder } from './server-folder.js';
import { type Exit, SpawnedProgram } from './spawned-program.js';
import { nodeEnvironment, type TestServer, type TestServerOptions } from './test-server.js';

/** A start takes 1 to 3 seconds; on a machine under load a few times that. */
const START_MS_MAX = 45_000;
const ANSWER_MS_MAX = 2_000;
/** Nothing else of our own environment: the server refuses settings that it does not know. */
const ENVIRONMENT = {
  PATH: process.env['PATH'],
  CHAPPE_TELEMETRY_LOG_LEVEL: 'warn',
  CHAPPE_HTTP_BIND: '127.0.0.1',
};

export interface ServerOptions extends TestServerOptions {
  /** Default: a new one, which {@link ServerProcess.remove} removes. */
  readonly dataDir?: string;
}

/**
 * The all-in-one as a process of its own, on a data folder and a port that stay the same over restarts.
 * End it with {@link remove}.
 */
export class ServerProcess implements TestServer {
  readonly baseUrl: string;
  readonly #program: SpawnedProgram;

  private constructor(
    readonly dataDir: string,
    readonly port: number,
    options: ServerOptions,
  ) {
    this.baseUrl = `http://127.0.0.1:${port}`;
    const words = ['--enable-source-maps', programOf('all-in-one'), '--data', dataDir, '--port', String(port)];
    words.push('--registration', 'open', '--rate-limits', 'off');
    const { serverName = 'localhost', settings } = options;
    words.push('--server-name', serverName);
    this.#program = new SpawnedProgram({
      words,
      environment: { ...ENVIRONMENT, ...nodeEnvironment(options), ...settings },
    });
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
    return this.#program.pid;
  }

  get output(): string {
    return this.#program.output;
  }

  get errors(): readonly string[] {
    return this.#program.errors;
  }

  /** @throws when the process ends before it serves, with what it wrote */
  async start(): Promise<void> {
    this.spawn();
    await this.ready();
  }

  /** Starts the process without waiting for it. */
  spawn(): void {
    this.#program.spawn();
  }

  /** Waits until a started process answers. */
  ready(): Promise<void> {
    return this.#program.until(() => this.#answers(), START_MS_MAX);
  }

  /** Waits until a process that was not ended has all that it needs, its PostgreSQL included. */
  usable(): Promise<void> {
    return this.#program.until(() => this.#answers('/_chappe/ready'), START_MS_MAX);
  }

  async #answers(path = '/_matrix/client/versions'): Promise<boolean> {
    try {
      const limit = AbortSignal.timeout(ANSWER_MS_MAX);
      const answer = await fetch(`${this.baseUrl}${path}`, { signal: limit });
      await answer.arrayBuffer();
      return answer.ok;
    } catch {
      return false;
    }
  }

  /** Sends SIGTERM and waits. @returns how the process ended */
  stop(): Promise<Exit> {
    return this.#program.stop();
  }

  /** Sends SIGKILL to the server, not to its PostgreSQL, and waits until the process is gone. */
  kill(): Promise<void> {
    return this.#program.kill();
  }

  signal(signal: NodeJS.Signals): void {
    this.#program.signal(signal);
  }

  /** When the running process ends, and how. */
  exit(): Promise<Exit> {
    return this.#program.exit();
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  withTables<T>(read: (postgres: Postgres) => Promise<T>): Promise<T> {
    return readTables(runningConnection(join(this.dataDir, 'postgres')), read);
  }

  /** Ends everything and removes the data folder. */
  async remove(): Promise<void> {
    await this.kill();
    await removeServerFolder(this.dataDir);
  }
}
