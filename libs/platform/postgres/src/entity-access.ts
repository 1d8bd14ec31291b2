import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { QueryResult } from 'pg';
import { DataSource, type ObjectLiteral, QueryFailedError } from 'typeorm';
import type { EntityClass, EntityRows } from './entity-rows.js';
import type { Statement } from './connections/statement.js';

/** Runs one statement on the connection that is lent. */
export type RunStatement = (statement: Statement) => Promise<QueryResult<object>>;

/** What TypeORM wants to do with which entity. */
export interface EntityWork<Entity extends ObjectLiteral, T> {
  readonly entity: EntityClass<Entity>;
  readonly run: RunStatement;
  readonly work: (rows: EntityRows<Entity>) => Promise<T>;
}

/**
 * TypeORM's data source. It has no connections: for each piece of work it is lent one of ours, through the `driver`
 * option, which takes an object with the pool of node-postgres.
 */
export class EntityAccess {
  readonly #lent = new AsyncLocalStorage<LentConnection>();
  readonly #source: DataSource;

  constructor(entities: readonly EntityClass[]) {
    const lent = this.#lent;
    const Pool = class extends LendingPool {
      constructor() {
        super(() => lent.getStore());
      }
    };
    // Its pool is ours, so it needs no address; the schema comes with each entity.
    this.#source = new DataSource({
      type: 'postgres',
      driver: { Pool },
      entities: [...entities],
      synchronize: false,
      migrationsRun: false,
      installExtensions: false,
    });
  }

  /**
   * Reads the declarations of the entities, and the server's version.
   * @throws what `run` throws; MissingPrimaryColumnError and the like when a declaration is wrong
   */
  async open(run: RunStatement): Promise<void> {
    await this.#lend(run, () => this.#source.initialize());
  }

  /** @throws what `run` and `work` throw; EntityMetadataNotFoundError when the entity was not given */
  with<Entity extends ObjectLiteral, T>({ entity, run, work }: EntityWork<Entity, T>): Promise<T> {
    const { tablePath: label } = this.#source.getMetadata(entity);
    return this.#lend(
      (statement) => run({ ...statement, label }),
      async () => {
        const runner = this.#source.createQueryRunner();
        try {
          return await work(runner.manager.getRepository(entity));
        } finally {
          await runner.release();
        }
      },
    );
  }

  /** TypeORM's wrapper of an error quotes the statement's values, which must not reach a log. */
  async #lend<T>(run: RunStatement, work: () => Promise<T>): Promise<T> {
    try {
      return await this.#lent.run(new LentConnection(run), work);
    } catch (error) {
      throw error instanceof QueryFailedError ? error.driverError : error;
    }
  }
}

/** As much of a client of node-postgres as is wanted of one: it is ours, and its errors reach the statement. */
class LentConnection extends EventEmitter {
  constructor(private readonly run: RunStatement) {
    super();
  }

  query(text: string, values?: readonly unknown[]): Promise<QueryResult<object>> {
    return this.run({ text, ...(values !== undefined && { values }) });
  }
}

type Connected = (error: Error | undefined, connection?: LentConnection, release?: () => void) => void;

/** As much of a pool of node-postgres (https://node-postgres.com/apis/pool). */
class LendingPool extends EventEmitter {
  constructor(private readonly lent: () => LentConnection | undefined) {
    super();
  }

  connect(connected: Connected): void {
    const connection = this.lent();
    if (connection) connected(undefined, connection, () => undefined);
    else connected(new Error('entities are reached through Postgres.entities or Tx.entities only'));
  }

  end(ended: () => void): void {
    ended();
  }
}
