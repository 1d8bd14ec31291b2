import { systemClock } from '@chappe/runtime';
import type { DataSource } from 'typeorm';
import type { Pool, PoolClient } from 'pg';
import { LiveConnections } from './live-connections.js';
import { asPostgresError, PostgresUnavailableError } from './postgres-errors.js';
import type { Statement, TransactionOptions, Tx } from './statement.js';

/** Told about every statement that has ended; must not throw. */
export type StatementObserver = (statement: Statement, startedMs: number, error: unknown) => void;

/** What the class needs besides the connections. */
export interface PostgresOptions {
  /** Milliseconds that never go backwards. */
  readonly nowMs?: () => number;
  readonly observe?: StatementObserver;
  /** Connections for {@link Postgres.reserved}; absent: the same as for everything else. */
  readonly reservedPool?: Pool;
}

/**
 * The connections to PostgreSQL. Inject it by type. Statements go straight to the pool of the TypeORM data source.
 * bigint arrives as number (an error beyond 2^53 − 1), bytea as Buffer.
 */
export class Postgres {
  /** The same connections for TypeORM repositories of tables that are seldom used. */
  readonly dataSource: DataSource;
  /**
   * Statements on a few connections of their own, which are there however many requests wait for the others: for what
   * keeps a process in its role, as renewing leases, and for commits on which many wait.
   */
  readonly reserved: Pick<Postgres, 'query'>;
  private readonly pool: Pool;
  private readonly options: PostgresOptions;
  private readonly live: LiveConnections;

  constructor(dataSource: DataSource, options: PostgresOptions = {}) {
    this.dataSource = dataSource;
    this.pool = (dataSource.driver as unknown as { readonly master: Pool }).master;
    this.options = options;
    this.live = new LiveConnections(options.nowMs ?? (() => systemClock.monotonicMs()));
    const { reservedPool = this.pool } = options;
    this.reserved = { query: (statement) => this.queryOn(reservedPool, statement) };
  }

  /** Connections of the pool: all, idle, and requests that wait for one. */
  get connections(): { readonly total: number; readonly idle: number; readonly waiting: number } {
    return { total: this.pool.totalCount, idle: this.pool.idleCount, waiting: this.pool.waitingCount };
  }

  /**
   * One statement in a transaction of its own.
   * @throws DatabaseError of pg, or {@link PostgresUnavailableError}
   */
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]> {
    return this.queryOn<Row>(this.pool, statement);
  }

  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it rejects. See `isRetryable` for what
   * may be repeated.
   * @throws what `work` throws, DatabaseError of pg, or {@link PostgresUnavailableError}
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const client = await this.live.take(this.pool);
    let open = true;
    let healthy = false;
    const tx: Tx = {
      query: async <Row extends object>(statement: Statement): Promise<Row[]> => {
        if (!open) throw new Error('the database transaction has ended');
        return (await this.run(client, statement, false)) as Row[];
      },
    };
    try {
      await this.run(client, { text: beginText(options) }, false);
      const result = await work(tx);
      open = false;
      await this.commit(client);
      healthy = true;
      return result;
    } catch (error) {
      open = false;
      // A server that does not answer rolls back by itself.
      healthy = !(error instanceof PostgresUnavailableError) && (await rollBack(client));
      throw error;
    } finally {
      client.release(!healthy);
    }
  }

  /** Ends all connections after the statements that run. */
  async close(): Promise<void> {
    const { reservedPool } = this.options;
    if (reservedPool && !reservedPool.ended) await reservedPool.end();
    if (this.dataSource.isInitialized) await this.dataSource.destroy();
  }

  private async queryOn<Row extends object>(pool: Pool, statement: Statement): Promise<Row[]> {
    const client = await this.live.take(pool);
    let broken: unknown;
    try {
      return (await this.run(client, statement, true)) as Row[];
    } catch (error) {
      if (error instanceof PostgresUnavailableError) broken = error;
      throw error;
    } finally {
      client.release(broken !== undefined);
    }
  }

  private async run(client: PoolClient, statement: Statement, mayCommit: boolean): Promise<object[]> {
    const { nowMs, observe } = this.options;
    const startedMs = nowMs?.() ?? 0;
    try {
      const result = await this.live.ask(client, statement);
      observe?.(statement, startedMs, undefined);
      // Several statements in one text (migrations) give a list of results.
      return Array.isArray(result) ? [] : result.rows;
    } catch (error) {
      observe?.(statement, startedMs, error);
      throw asPostgresError(error, mayCommit);
    }
  }

  /** A COMMIT of a transaction in which a statement failed is answered with ROLLBACK and no error. */
  private async commit(client: PoolClient): Promise<void> {
    let command: string;
    try {
      command = (await this.live.ask(client, { text: 'COMMIT' })).command;
    } catch (error) {
      throw asPostgresError(error, true);
    }
    if (command !== 'COMMIT') throw new Error('a statement of the transaction failed and its error was not passed on');
  }
}

function beginText(options: TransactionOptions): string {
  const isolation = options.isolation === undefined ? '' : ` ISOLATION LEVEL ${options.isolation.toUpperCase()}`;
  return `BEGIN${isolation}${options.readOnly === true ? ' READ ONLY' : ''}`;
}

/** @returns whether the connection may be used again */
async function rollBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query('ROLLBACK');
    return true;
  } catch {
    // The connection is gone, and the transaction with it: the caller learns of it through the error that led here.
    return false;
  }
}
