import { partitionOf, type EntryKind, type LogEntry, type Topic } from '@chappe/contracts';
import type { Tx } from '@chappe/postgres';

/** An entry to be written. */
export interface NewEntry<T = unknown> {
  /** User id or room id: decides the partition. */
  readonly key: string;
  readonly kind: EntryKind<T>;
  readonly message: T;
}

/** Pairs a kind with its message, so that the two are checked against each other. */
export function newEntry<T>(key: string, kind: EntryKind<T>, message: T): NewEntry {
  return { key, kind: kind as EntryKind, message };
}

/** Where entries are written. */
export interface LogTarget {
  readonly topic: Topic;
  readonly partitionCount: number;
}

/**
 * Appends entries in the caller's transaction and returns them with their positions. The lock on a partition's row is
 * held until the transaction ends, so positions become visible in order; several partitions are locked in the order of
 * their ids. Call it once per transaction, late.
 */
export async function appendToLog(tx: Tx, target: LogTarget, entries: readonly NewEntry[]): Promise<LogEntry[]> {
  if (entries.length === 0) return [];
  const partitions = entries.map((entry) => partitionOf(entry.key, target.partitionCount));
  const last = await takePositions(tx, target.topic, countEach(partitions));
  const placed = entries.map((entry, index) => {
    const partition = partitions[index] ?? 0;
    const payload = entry.kind.codec.encode(entry.message).finish();
    return { partition, position: nextPosition(last, partition), kind: entry.kind.id, key: entry.key, payload };
  });
  await insertEntries(tx, target.topic, placed);
  return placed;
}

function countEach(partitions: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const partition of partitions) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  return counts;
}

/** Advances the partitions and returns the last position before the new entries, per partition. */
async function takePositions(tx: Tx, topic: Topic, counts: Map<number, number>): Promise<Map<number, number>> {
  const rows = await tx.query<{ partition: number; position: number }>({
    name: `${topic.schema}-take-positions`,
    text: `WITH locked AS (
             SELECT partition FROM ${topic.schema}.partitions WHERE partition = ANY($1::smallint[])
             ORDER BY partition FOR UPDATE)
           UPDATE ${topic.schema}.partitions p SET position = p.position + taken.count
           FROM locked JOIN unnest($1::smallint[], $2::bigint[]) AS taken (partition, count) USING (partition)
           WHERE p.partition = locked.partition RETURNING p.partition, p.position - taken.count AS position`,
    values: [[...counts.keys()], [...counts.values()]],
  });
  if (rows.length === counts.size) return new Map(rows.map(({ partition, position }) => [partition, position]));
  throw new Error(`${topic.schema}.partitions lacks a row of ${[...counts.keys()].join(', ')}`);
}

function nextPosition(last: Map<number, number>, partition: number): number {
  const position = (last.get(partition) ?? 0) + 1;
  last.set(partition, position);
  return position;
}

async function insertEntries(tx: Tx, topic: Topic, entries: readonly LogEntry[]): Promise<void> {
  await tx.query({
    name: `${topic.schema}-log-insert`,
    text: `INSERT INTO ${topic.schema}.log (partition, position, kind, key, payload)
           SELECT * FROM unnest($1::smallint[], $2::bigint[], $3::smallint[], $4::text[], $5::bytea[])`,
    values: [
      entries.map((entry) => entry.partition),
      entries.map((entry) => entry.position),
      entries.map((entry) => entry.kind),
      entries.map((entry) => entry.key),
      entries.map((entry) => entry.payload),
    ],
  });
}
