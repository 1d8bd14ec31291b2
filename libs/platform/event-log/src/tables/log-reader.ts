import { roomLog, type LogEntry, type Topic } from '@chappe/contracts';
import type { Postgres, Tx } from '@chappe/postgres';
import { READ_LIMIT_MAX, type ReadRange } from '../event-log.js';

interface LogRow {
  readonly position: number;
  readonly kind: number;
  readonly key: string;
  readonly payload: Uint8Array;
}

/** Reads a topic's tables. */
export class LogReader {
  constructor(private readonly postgres: Postgres) {}

  async read(topic: Topic, range: ReadRange): Promise<LogEntry[]> {
    if (range.kinds?.length === 0) return [];
    // Kinds stand in the text, few and known to the topic, so that an index on some of them can be used.
    const kinds = range.kinds?.map((kind) => Math.trunc(kind));
    const rows = await this.postgres.query<LogRow>({
      name: `${topic.schema}-log-read${kinds ? `-${kinds.join('-')}` : ''}`,
      text: `SELECT position, kind, key, payload FROM ${topic.schema}.log
             WHERE partition = $1 AND position > $2 ${kinds ? `AND kind IN (${kinds.join(', ')})` : ''}
             ORDER BY position LIMIT $3`,
      values: [range.partition, range.after, Math.min(range.limit, READ_LIMIT_MAX)],
    });
    return rows.map((row) => ({ partition: range.partition, ...row }));
  }

  /** Last committed position of each partition, index = partition. Throws when the rows are not 0 … count - 1. */
  positions(topic: Topic, partitionCount: number): Promise<number[]> {
    return positionsIn(this.postgres, topic, partitionCount);
  }
}

/** Last position of each room partition, as a transaction sees it, index = partition. */
export function roomPositions(tx: Pick<Tx, 'query'>, partitionCount: number): Promise<number[]> {
  return positionsIn(tx, roomLog, partitionCount);
}

async function positionsIn(source: Pick<Tx, 'query'>, topic: Topic, partitionCount: number): Promise<number[]> {
  const rows = await source.query<{ partition: number; position: number }>({
    name: `${topic.schema}-positions`,
    text: `SELECT partition, position FROM ${topic.schema}.partitions ORDER BY partition`,
  });
  const complete = rows.length === partitionCount && rows.every((row, index) => row.partition === index);
  if (!complete) throw new PartitionRowsError(topic, partitionCount, rows.length);
  return rows.map((row) => row.position);
}

/**
 * The partition rows of a topic are not those of this installation: the database is damaged or of another installation.
 */
export class PartitionRowsError extends Error {
  constructor(topic: Topic, wanted: number, found: number) {
    super(`${topic.schema}.partitions must have the rows 0 to ${wanted - 1}, but ${found} rows were found`);
    this.name = 'PartitionRowsError';
  }
}
