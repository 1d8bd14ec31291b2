import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock, Randomness } from '@chappe/runtime';
import type { PostgresConnection } from '../connections/connect-postgres.js';
import { type Cluster, EMBEDDED_USER, initializeCluster } from './initialize-cluster.js';
import { type PostgresBinaries, postgresBinaries } from './postgres-binaries.js';
import { commandAs } from './run-as.js';
import { chooseSocketFolder, makeSocketFolder, SOCKET_PORT } from './socket-folder.js';
import { stopStaleServer } from './stop-stale-server.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** Recovery after a crash replays at most `max_wal_size`; a slow disk needs its time. */
const START_MS_MAX = 120_000;
const STOP_MS_MAX = 1_500;

/** A standby says that it takes reads only. */
const READY = /ready to accept (?:read-only )?connections/;
const FATAL = /FATAL: |PANIC: /;

const SETTINGS = {
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: '64',
  shared_buffers: '128MB',
  // Nobody replicates from an embedded server.
  wal_level: 'minimal',
  max_wal_senders: '0',
  // Small statements only: compiling them costs more than it gains, and so do extra processes for reading.
  jit: 'off',
  io_method: 'sync',
  lc_messages: 'C',
  logging_collector: 'off',
} as const;

const THROW_AWAY_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } as const;

export interface EmbeddedPostgresOptions {
  /** Everything the server keeps is below; made when absent. */
  readonly folder: string;
  readonly clock: Clock;
  readonly randomness: Randomness;
  /** Default true. False for tests: data does not survive a power cut. */
  readonly durable?: boolean;
  /** Further server settings. */
  readonly settings?: Readonly<Record<string, string>>;
  /** What the server writes to its log. */
  readonly onLog?: (line: string) => void;
  /** Folder of the socket of an earlier start in this process: where {@link EmbeddedPostgres.connection} leads. */
  readonly socketFolder?: string;
  /** The server ended though nobody asked it to. */
  readonly onCrash?: (reason: string) => void;
}

type Server = ChildProcessByStdio<null, null, Readable>;

/** A PostgreSQL server that belongs to this process, reached through a unix socket. */
export class EmbeddedPostgres {
  private stopping = false;
  private readonly killAtExit = (): void => void this.server.kill('SIGINT');

  private constructor(
    /** How to reach it. */
    readonly connection: PostgresConnection,
    private readonly server: Server,
    private readonly clock: Clock,
  ) {
    process.once('exit', this.killAtExit);
  }

  /**
   * Starts the server of a folder, setting it up first when there is none and ending one that was left behind.
   * @throws with the server's words when it does not come up
   */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const binaries = postgresBinaries();
    const folder = resolve(options.folder);
    const cluster = await initializeCluster(binaries, { durable: true, ...options, folder });
    await stopStaleServer(cluster.folder, options.clock);
    const host = makeSocketFolder(options.socketFolder ?? chooseSocketFolder(folder), cluster.runAs);
    const server = spawnServer(binaries, cluster, settingsArguments(options, host));
    const { password } = cluster;
    const connection = { host, port: SOCKET_PORT, user: EMBEDDED_USER, password, database: 'postgres' };
    const embedded = new EmbeddedPostgres(connection, server, options.clock);
    await embedded.ready(options);
    return embedded;
  }

  /** Sessions end, a checkpoint is written. What takes too long is stopped hard and recovers at the next start. */
  async stop(): Promise<void> {
    this.stopping = true;
    process.removeListener('exit', this.killAtExit);
    if (this.server.exitCode !== null || this.server.signalCode !== null) return;
    const exited = once(this.server, 'exit');
    const cancel = this.clock.after(STOP_MS_MAX, () => void this.server.kill('SIGQUIT'));
    this.server.kill('SIGINT');
    await exited;
    cancel();
  }

  private ready(options: EmbeddedPostgresOptions): Promise<void> {
    let lastLine = '';
    let isReady = false;
    return new Promise((come, reject) => {
      const cancel = this.clock.after(START_MS_MAX, () => {
        this.server.kill('SIGINT');
        reject(new EmbeddedPostgresError(`PostgreSQL was not ready after ${START_MS_MAX / 1_000} s: ${lastLine}`));
      });
      createInterface({ input: this.server.stderr }).on('line', (line) => {
        // What follows the reason only says that the server has ended.
        if (isReady || !FATAL.test(lastLine)) lastLine = line;
        options.onLog?.(line);
        if (isReady || !READY.test(line)) return;
        isReady = true;
        cancel();
        come();
      });
      this.server.once('error', (error) => {
        cancel();
        reject(new EmbeddedPostgresError('PostgreSQL cannot be started', { cause: error }));
      });
      this.server.once('close', (code, signal) => {
        cancel();
        process.removeListener('exit', this.killAtExit);
        const reason = `PostgreSQL ended unexpectedly (${signal ?? `exit code ${code}`}): ${lastLine}`;
        if (!isReady) reject(new EmbeddedPostgresError(reason));
        else if (!this.stopping) options.onCrash?.(reason);
      });
    });
  }
}

function settingsArguments(options: EmbeddedPostgresOptions, socketFolder: string): string[] {
  const settings = {
    ...SETTINGS,
    ...(options.durable === false ? THROW_AWAY_SETTINGS : undefined),
    ...options.settings,
    unix_socket_directories: socketFolder,
    port: String(SOCKET_PORT),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** In a process group of its own: Ctrl-C must reach us only, so that we drain before the database goes. */
function spawnServer(binaries: PostgresBinaries, cluster: Cluster, settings: readonly string[]): Server {
  const { file, args } = commandAs(cluster.runAs, [binaries.postgres, '-D', cluster.folder, ...settings]);
  return spawn(file, args, { ...cluster.runAs.ids, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
}
