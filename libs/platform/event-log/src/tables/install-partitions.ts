import type { Topic } from '@chappe/contracts';
import type { Postgres } from '@chappe/postgres';

/**
 * Writes the partition rows of a topic when its log is new. A log that has entries but lacks rows is left alone:
 * reading its positions then refuses to start. Rows that are there need no right to write.
 */
export async function installPartitions(postgres: Postgres, topic: Topic, partitionCount: number): Promise<void> {
  const found = await postgres.query({ text: `SELECT FROM ${topic.schema}.partitions LIMIT 1` });
  if (found.length > 0) return;
  await postgres.query({
    text: `INSERT INTO ${topic.schema}.partitions (partition, position)
           SELECT id, 0 FROM generate_series(0, $1::int - 1) AS id
           WHERE NOT EXISTS (SELECT FROM ${topic.schema}.log) AND NOT EXISTS (SELECT FROM ${topic.schema}.partitions)
           ON CONFLICT DO NOTHING`,
    values: [partitionCount],
  });
}
