import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgres, type PostgresConnection } from '@chappe/postgres';
import { systemClock, systemRandomness } from '@chappe/runtime';
import { endWithUs } from '../network/end-with-us.js';
import { readTables } from '../network/read-tables.js';
import { makeServerFolder, removeServerFolder } from '../network/server-folder.js';
import { type Cable, layCable } from './lay-cable.js';

const COPY_MS_MAX = 30_000;
const PROMOTE_SECONDS_MAX = 60;

/** As for a cluster of processes; what a standby needs to follow besides. */
const SETTINGS = {
  max_connections: '300',
  // Also without fsync a commit has reached the operating system before it is acknowledged.
  synchronous_commit: 'on',
  wal_level: 'replica',
  max_wal_senders: '4',
  wal_keep_size: '256MB',
  hot_standby: 'on',
} as const;

/** A PostgreSQL and a standby that streams from it, on one machine, behind one address. */
export class ReplicatedPostgres {
  private constructor(
    private readonly folder: string,
    private readonly servers: { readonly primary: Server; readonly standby: Server },
    private readonly cables: { readonly clients: Cable; readonly replication: Cable },
  ) {}

  /** Both are empty. */
  static async start(): Promise<ReplicatedPostgres> {
    const folder = makeServerFolder();
    const [first, second] = [join(folder, 'primary'), join(folder, 'standby')];
    // A server that was stopped in order is as good as a base backup of it.
    await (await startServer(first)).server.stop();
    execFileSync('cp', ['-a', first, second], { timeout: COPY_MS_MAX });
    const primary = await startServer(first);
    const replication = await layCable(primary.server.connection);
    writeFileSync(join(second, 'cluster/standby.signal'), '');
    const standby = await startServer(second, { primary_conninfo: conninfo(replication.connection) });
    const clients = await layCable(primary.server.connection);
    return new ReplicatedPostgres(folder, { primary, standby }, { clients, replication });
  }

  /** How to reach the one that takes writes; the same over {@link failOver}. */
  get connection(): PostgresConnection {
    return this.cables.clients.connection;
  }

  /** From now on the standby gets nothing: what is committed is lost with the primary. */
  hold(): void {
    this.cables.replication.goDead();
  }

  /** The primary ends at once, and the standby takes its place with what it has. */
  async failOver(): Promise<void> {
    const { primary, standby } = this.servers;
    primary.release();
    process.kill(primary.pid, 'SIGKILL');
    await readTables(standby.server.connection, (postgres) =>
      postgres.query({ text: 'SELECT pg_promote(true, $1)', values: [PROMOTE_SECONDS_MAX] }),
    );
    this.cables.clients.leadTo(standby.server.connection);
  }

  async remove(): Promise<void> {
    for (const cable of Object.values(this.cables)) cable.remove();
    for (const { server, release } of Object.values(this.servers)) {
      release();
      await server.stop();
    }
    await removeServerFolder(this.folder);
  }
}

interface Server {
  readonly server: EmbeddedPostgres;
  readonly pid: number;
  /** It need not end with us any more. */
  readonly release: () => void;
}

async function startServer(folder: string, settings: Readonly<Record<string, string>> = {}): Promise<Server> {
  const server = await EmbeddedPostgres.start({
    folder,
    durable: false,
    clock: systemClock,
    randomness: systemRandomness,
    settings: { ...SETTINGS, ...settings },
  });
  const pid = Number(readFileSync(join(folder, 'cluster/postmaster.pid'), 'utf8').split('\n')[0]);
  return { server, pid, release: endWithUs(pid, 'INT') };
}

function conninfo({ host, port, user, password = '' }: PostgresConnection): string {
  return `host=${host} port=${port} user=${user} password=${password}`;
}
