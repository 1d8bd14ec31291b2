import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgres, type Postgres, type PostgresConnection } from '@chappe/postgres';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { endWithUs } from '../end-with-us.js';
import { readTables } from '../read-tables.js';

/** Every process has a pool of its own. */
const CONNECTIONS_MAX = 300;

export interface ClusterPostgresOptions {
  /** Everything that it keeps is below. */
  readonly folder: string;
  /** False: data does not survive a power cut, but whatever happens to processes. */
  readonly durable: boolean;
  /** Another one that is there already; who gave it ends it. */
  readonly connection?: PostgresConnection | undefined;
  /** It has ended though nobody asked it to. */
  readonly onCrash?: ((reason: string) => void) | undefined;
}

/** The PostgreSQL of a cluster, in a process group of its own. */
export class ClusterPostgres {
  #server: EmbeddedPostgres | undefined;
  #release: () => void = () => undefined;
  #isWanted = false;

  constructor(private readonly options: ClusterPostgresOptions) {}

  /** How to reach it; the same over restarts. */
  get connection(): PostgresConnection {
    const connection = this.options.connection ?? this.#server?.connection;
    if (!connection) throw new Error('PostgreSQL does not run');
    return connection;
  }

  get pid(): number {
    const file = join(this.options.folder, 'cluster/postmaster.pid');
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
  }

  async start(): Promise<void> {
    const { folder, durable, connection, onCrash } = this.options;
    if (connection) return;
    this.#server = await EmbeddedPostgres.start({
      folder,
      durable,
      clock: systemClock,
      randomness: systemRandomness,
      // Also without fsync a commit has reached the operating system before it is acknowledged: a process that is
      // killed loses nothing.
      settings: { max_connections: String(CONNECTIONS_MAX), synchronous_commit: 'on' },
      onCrash: (reason) => {
        this.#release();
        if (this.#isWanted) onCrash?.(reason);
      },
    });
    this.#release = endWithUs(this.pid, 'INT');
    this.#isWanted = true;
  }

  /** In order: sessions end, a checkpoint is written. */
  async stop(): Promise<void> {
    this.#isWanted = false;
    this.#release();
    await this.#server?.stop();
  }

  /** Sends SIGKILL to the server: its sessions end at once, the next start recovers. */
  kill(): void {
    this.#isWanted = false;
    this.#release();
    process.kill(this.pid, 'SIGKILL');
  }

  /** After {@link stop} or {@link kill}. A start ends what is left of the server before. */
  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  /** Looks into the tables. */
  read<T>(read: (postgres: Postgres) => Promise<T>): Promise<T> {
    return readTables(this.connection, read);
  }
}
