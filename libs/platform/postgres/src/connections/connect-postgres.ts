import { readFileSync } from 'node:fs';
import { ConfigError } from '@chappe/config';
import pg from 'pg';
import { EntityAccess } from '../entity-access.js';
import type { EntityClass } from '../entity-rows.js';
import type { PostgresConfig } from '../postgres.config.js';
import { Postgres, type PostgresOptions } from '../postgres.js';

/** How to reach a database. */
export type PostgresConnection = Pick<PostgresConfig, 'port' | 'user' | 'database'> &
  Partial<PostgresConfig> & { readonly applicationName?: string };

const CONNECTIONS_MAX = 12;
const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/** https://www.postgresql.org/docs/current/catalog-pg-type.html */
const INT8_OID = 20;

/** Numbers up to 2^53 − 1; a larger one would lose digits silently, so it is an error. */
function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} does not fit a number`);
  return value;
}

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    oid === INT8_OID && format !== 'binary' ? parseInt8 : pg.types.getTypeParser(oid, format as 'text'),
};

/**
 * A transaction whose process sends nothing for so long is rolled back: a process that is paused, or a machine that
 * vanished, must not keep others from the rows that it has locked. Less than a crash may cost.
 */
const SILENT_TRANSACTION_MS_MAX = 5_000;
/** A connection that is silent this much longer than a statement may take is given up: the server is gone. */
const SILENCE_MARGIN_MS = 1_000;

/** Of {@link Postgres.reserved}. They are opened when they are used, so most processes have none. */
const RESERVED_CONNECTIONS_MAX = 4;
/** Whoever waits for a commit or a lease has given up by then. */
const RESERVED_STATEMENT_MS_MAX = 8_000;

/** What a process wants of its connections. */
export interface ConnectOptions extends PostgresOptions {
  /** Tables that are worked on as entities. */
  readonly entities?: readonly EntityClass[];
}

/**
 * Opens the pool and checks that the server answers.
 * @throws PostgresUnavailableError or DatabaseError when it does not; ConfigError when the authority cannot be read
 */
export async function connectPostgres(
  connection: PostgresConnection,
  { entities = [], ...options }: ConnectOptions = {},
): Promise<Postgres> {
  const pools = {
    main: openPool(connection, connection.connectionsMax ?? CONNECTIONS_MAX),
    reserved: openPool(reservedOf(connection), RESERVED_CONNECTIONS_MAX),
  };
  const postgres = new Postgres(pools, new EntityAccess(entities), options);
  try {
    await postgres.open();
  } catch (error) {
    await postgres.close();
    throw error;
  }
  return postgres;
}

function reservedOf(connection: PostgresConnection): PostgresConnection {
  return {
    ...connection,
    statementTimeoutMs: Math.min(connection.statementTimeoutMs ?? Infinity, RESERVED_STATEMENT_MS_MAX),
  };
}

function settingsOf({ password, authorityFile, statementTimeoutMs = STATEMENT_TIMEOUT_MS }: PostgresConnection) {
  return {
    password,
    ...(authorityFile !== undefined && { ssl: { ca: readAuthority(authorityFile), rejectUnauthorized: true } }),
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: SILENT_TRANSACTION_MS_MAX,
    query_timeout: statementTimeoutMs + SILENCE_MARGIN_MS,
    keepAlive: true,
    types,
    // An error of a connection that is checked out reaches the statement that uses it; without a listener it
    // would end the process.
    onConnect: (client: pg.ClientBase) => void client.on('error', () => undefined),
  };
}

function readAuthority(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError(`postgres.authorityFile: ${file} cannot be read`, { cause: error });
  }
}

function openPool(connection: PostgresConnection, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...settingsOf(connection),
    host: connection.host ?? '127.0.0.1',
    port: connection.port,
    user: connection.user,
    database: connection.database,
    application_name: connection.applicationName ?? 'chappe',
    max,
    connectionTimeoutMillis: connection.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
  });
  // A broken idle connection is replaced by the pool; whoever needs one and gets none is told then.
  pool.on('error', () => undefined);
  return pool;
}
