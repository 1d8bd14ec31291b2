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

  /**
   * Moves the position forward and keeps its row locked until `tx` ends.
   * @returns the position before; entries up to it are applied already
   */
  async advance(tx: Tx, partition: number, position: number): Promise<number> {
    const { schema, name } = this.consumer;
    const [row] = await tx.query<{ position: number }>({
      name: `${schema}-consumer-lock`,
      text: `INSERT INTO ${schema}.consumer_positions AS c (partition, consumer, position) VALUES ($1, $2, 0)
             ON CONFLICT (partition, consumer) DO UPDATE SET position = c.position RETURNING position`,
      values: [partition, name],
    });
    await tx.query({
      name: `${schema}-consumer-advance`,
      text: `UPDATE ${schema}.consumer_positions SET position = greatest(position, $3)
             WHERE partition = $1 AND consumer = $2`,
      values: [partition, name, position],
    });
    return row?.position ?? 0;
  }

  /** Sets an entry aside. */
  async park(tx: Tx, entry: LogEntry, reason: string): Promise<void> {
    await tx.query({
      text: `INSERT INTO ${this.consumer.schema}.parked_entries (partition, consumer, position, key, reason)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      values: [entry.partition, this.consumer.name, entry.position, entry.key, reason],
    });
  }

  /** Keys that have parked entries, by partition. */
  async parkedKeys(): Promise<{ partition: number; key: string }[]> {
    return this.postgres.query<{ partition: number; key: string }>({
      text: `SELECT DISTINCT partition, key FROM ${this.consumer.schema}.parked_entries WHERE consumer = $1`,
      values: [this.consumer.name],
    });
  }
}
