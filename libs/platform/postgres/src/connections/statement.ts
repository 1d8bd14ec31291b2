import type { ObjectLiteral } from 'typeorm';
import type { EntityClass, EntityRows } from '../entity-rows.js';

/** One SQL statement. With a name it is prepared once per connection; a name stands for one text only. */
export interface Statement {
  /** At most 63 bytes, unique over the process: `auth.token-by-hash`. */
  readonly name?: string;
  readonly text: string;
  /** `$1`, `$2`, …; bytea as Buffer or Uint8Array, arrays as arrays, `undefined` as NULL. */
  readonly values?: readonly unknown[];
  /**
   * How long an answer is waited for before the server counts as gone. Default: a little longer than the server may
   * work on it.
   */
  readonly patienceMs?: number;
  /** What measurements call it. Default: its name. */
  readonly label?: string;
}

/** A database transaction under way. Statements run one after another on one connection. */
export interface Tx {
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
  /**
   * Works on the rows of an entity, with statements of this transaction.
   * @param work must not keep `rows`
   */
  entities<Entity extends ObjectLiteral, T>(
    entity: EntityClass<Entity>,
    work: (rows: EntityRows<Entity>) => Promise<T>,
  ): Promise<T>;
}

export interface TransactionOptions {
  /** Default `read committed`. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
}
