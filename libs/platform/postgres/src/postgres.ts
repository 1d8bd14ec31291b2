import { systemClock } from '@chappe/runtime';
import type { Outage } from '@chappe/telemetry';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { ObjectLiteral } from 'typeorm';
import { DiskFullError } from './embedded/disk-full-error.js';
import type { EntityAccess } from './entity-access.js';
import type { EntityClass, EntityRows } from './entity-rows.js';
import { type Admission, LiveConnections } from './connections/live-connections.js';
import { asPostgresError, PostgresUnavailableError } from './connections/postgres-errors.js';
import type { Statement, TransactionOptions, Tx } from './connections/statement.js';

/** Told about every statement that has ended; must not throw. */
export type StatementObserver = (statement: Statement, startedMs: number, error: unknown) => void;

/** What the class needs besides the connections. */
export interface PostgresOptions {
  /** Milliseconds that never go backwards. */
  readonly nowMs?: () => number;
  readonly observe?: StatementObserver;
  /** Told whenever the server could be used, or not. */
  readonly outage?: Pick<Outage, 'failed' | 'worked'>;
  /** Told whenever the server had no room, or had it. */
  readonly roomOutage?: Pick<Outage, 'failed' | 'worked'>;
}

/** Connections, for everything and for {@link Postgres.reserved}. */
export interface Pools {
  readonly main: Pool;
  readonly reserved: Pool;
}

/**
 * The connections to PostgreSQL. Inject it by type. bigint arrives as number (an error beyond 2^53 − 1), bytea as
 * Buffer. Entities of TypeORM are on the same connections, and in the same transactions.
 */
export class Postgres implements Tx {
  /**
   * Statements on a few connections of their own, which are there however many requests wait for the others: for what
   * keeps a process in its role, as renewing leases, and for commits on which many wait.
   */
  readonly reserved: Pick<Postgres, 'query'>;
  private readonly live: LiveConnections;

  constructor(
    private readonly pools: Pools,
    private readonly access: EntityAccess,
    private readonly options: PostgresOptions = {},
  ) {
    this.live = new LiveConnections(options.nowMs ?? (() => systemClock.monotonicMs()));
    this.reserved = {
      query: async <Row extends object>(statement: Statement) =>
        (await this.runOn(pools.reserved, statement)).rows as Row[],
    };
  }

  /** Reads how the entities are declared, and checks that the server answers. Once, before anything else. */
  async open(): Promise<void> {
    await this.access.open((statement) => this.runOn(this.pools.main, statement));
  }

  /**
   * From now on no connection is used before it was admitted, those that are open included.
   * @param admission must not use this object
   */
  admitBy(admission: Admission): void {
    this.live.admitBy(admission);
  }

  /** Connections of the pool: at most, all, idle, and requests that wait for one. */
  get connections(): { readonly max: number; readonly total: number; readonly idle: number; readonly waiting: number } {
    const { options, totalCount, idleCount, waitingCount } = this.pools.main;
    return { max: options.max, total: totalCount, idle: idleCount, waiting: waitingCount };
  }

  /**
   * One statement in a transaction of its own.
   * @throws DatabaseError of pg, or {@link PostgresUnavailableError}
   */
  async query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]> {
    return (await this.runOn(this.pools.main, statement)).rows as Row[];
  }

  /**
   * Works on the rows of an entity; each statement is a transaction of its own.
   * @param work must not keep `rows`
   * @throws what `work` throws, DatabaseError of pg, or {@link PostgresUnavailableError}
   */
  entities<Entity extends ObjectLiteral, T>(
    entity: EntityClass<Entity>,
    work: (rows: EntityRows<Entity>) => Promise<T>,
  ): Promise<T> {
    return this.access.with({ entity, work, run: (statement) => this.runOn(this.pools.main, statement) });
  }

  /**
   * Runs `work` in one transaction: commits when it resolves, rolls back when it rejects. See `isRetryable` for what
   * may be repeated.
   * @throws what `work` throws, DatabaseError of pg, or {@link PostgresUnavailableError}
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions = {}): Promise<T> {
    const client = await this.take(this.pools.main);
    let open = true;
    let healthy = false;
    const run = async (statement: Statement): Promise<QueryResult<object>> => {
      if (!open) throw new Error('the database transaction has ended');
      return this.run(client, statement, false);
    };
    const tx: Tx = {
      query: async <Row extends object>(statement: Statement) => (await run(statement)).rows as Row[],
      entities: (entity, work) => this.access.with({ entity, work, run }),
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
      this.live.release(client, !healthy);
    }
  }

  /** Ends all connections after the statements that run. */
  async close(): Promise<void> {
    for (const pool of Object.values(this.pools) as Pool[]) if (!pool.ended) await pool.end();
  }

  private async runOn(pool: Pool, statement: Statement): Promise<QueryResult<object>> {
    const client = await this.take(pool);
    let broken: unknown;
    try {
      return await this.run(client, statement, true);
    } catch (error) {
      if (error instanceof PostgresUnavailableError) broken = error;
      throw error;
    } finally {
      this.live.release(client, broken !== undefined);
    }
  }

  private async take(pool: Pool): Promise<PoolClient> {
    try {
      return await this.live.take(pool);
    } catch (error) {
      throw this.noticed(error);
    }
  }

  private noticed(error: unknown): unknown {
    if (error instanceof PostgresUnavailableError) this.options.outage?.failed(error);
    if (error instanceof DiskFullError) this.options.roomOutage?.failed(error);
    return error;
  }

  private async run(client: PoolClient, statement: Statement, mayCommit: boolean): Promise<QueryResult<object>> {
    const { nowMs, observe, outage } = this.options;
    const startedMs = nowMs?.() ?? 0;
    try {
      const result = await this.live.ask(client, statement);
      observe?.(statement, startedMs, undefined);
      outage?.worked();
      // Several statements in one text (migrations) give a list of results.
      return (Array.isArray(result) ? result.at(-1) : result) as QueryResult<object>;
    } catch (error) {
      observe?.(statement, startedMs, error);
      throw this.noticed(asPostgresError(error, mayCommit, statement));
    }
  }

  /** A COMMIT of a transaction in which a statement failed is answered with ROLLBACK and no error. */
  private async commit(client: PoolClient): Promise<void> {
    let command: string;
    try {
      command = (await this.live.ask(client, { text: 'COMMIT' })).command;
    } catch (error) {
      throw this.noticed(asPostgresError(error, true));
    }
    this.options.roomOutage?.worked();
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
