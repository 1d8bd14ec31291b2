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
}

/** A database transaction under way. Statements run one after another on one connection. */
export interface Tx {
  query<Row extends object = Record<string, unknown>>(statement: Statement): Promise<Row[]>;
}

export interface TransactionOptions {
  /** Default `read committed`. */
  readonly isolation?: 'read committed' | 'repeatable read' | 'serializable';
  readonly readOnly?: boolean;
}
