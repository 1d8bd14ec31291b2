import type { LogEntry } from '@chappe/contracts';
import type { Postgres, Tx } from '@chappe/postgres';
import type { ConsumerDefinition } from './consumer.js';

/** Positions and parked entries of one consumer. */
export class ConsumerStore {
  constructor(
    private readonly postgres: Postgres,
    private readonly consumer: ConsumerDefinition,
  ) {}

  /** Stored positions by partition; a partition never consumed is absent. */
  async positions(): Promise<Map<number, number>> {
    const rows = await this.postgres.query<{ partition: number; position: number }>({
      text: `SELECT partition, position FROM ${this.consumer.schema}.consumer_positions WHERE consumer = $1`,
      values: [this.consumer.name],
    });
    return new Map(rows.map((row) => [row.partition, row.position]));
  }

  /** Makes the rows that {@link lock} locks, for partitions that have none. */
  async install(partitionCount: number): Promise<void> {
    await this.postgres.query({
      text: `INSERT INTO ${this.consumer.schema}.consumer_positions (partition, consumer, position)
             SELECT id, $2, 0 FROM generate_series(0, $1::int - 1) AS id ON CONFLICT DO NOTHING`,
      values: [partitionCount, this.consumer.name],
    });
  }

  /**
   * Locks the position of a partition until `tx` ends, without waiting.
   * @returns the position up to which entries are applied, or undefined when another replica holds the lock
   */
  async lock(tx: Tx, partition: number): Promise<number | undefined> {
    const { schema, name } = this.consumer;
    const [row] = await tx.query<{ position: number }>({
      name: `${schema}-consumer-lock`,
      text: `SELECT position FROM ${schema}.consumer_positions
             WHERE partition = $1 AND consumer = $2 FOR UPDATE SKIP LOCKED`,
      values: [partition, name],
    });
    return row?.position;
  }

  /** Moves the position of a locked partition forward. */
  async advance(tx: Tx, partition: number, position: number): Promise<void> {
    const { schema, name } = this.consumer;
    await tx.query({
      name: `${schema}-consumer-advance`,
      text: `UPDATE ${schema}.consumer_positions SET position = $3 WHERE partition = $1 AND consumer = $2`,
      values: [partition, name, position],
    });
  }

  /** Sets an entry aside. */
  async park(tx: Tx, entry: LogEntry, reason: string): Promise<void> {
    await tx.query({
      text: `INSERT INTO ${this.consumer.schema}.parked_entries (partition, consumer, position, key, reason)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      values: [entry.partition, this.consumer.name, entry.position, entry.key, reason],
    });
  }

  /** Which of these keys have parked entries. Exact while the partition is locked. */
  async parkedAmong(tx: Tx, partition: number, keys: readonly string[]): Promise<Set<string>> {
    const { schema, name } = this.consumer;
    const rows = await tx.query<{ key: string }>({
      name: `${schema}-consumer-parked`,
      text: `SELECT DISTINCT key FROM ${schema}.parked_entries
             WHERE partition = $1 AND consumer = $2 AND key = ANY($3)`,
      values: [partition, name, [...new Set(keys)]],
    });
    return new Set(rows.map((row) => row.key));
  }
}
