import type { MigrationSet } from '@chappe/postgres';

/** SQL that creates a topic's tables in its schema. The rows of `partitions` are written at the first start. */
export function logTablesSql(schema: string): string {
  return `
    CREATE TABLE ${schema}.partitions (
      partition smallint PRIMARY KEY, -- 0 … partition count of the installation - 1
      position bigint NOT NULL        -- last position given out; the row's lock is the order of commits
    );
    CREATE TABLE ${schema}.log (
      partition smallint NOT NULL,    -- partition of the key
      position bigint NOT NULL,       -- contiguous from 1 in each partition
      kind smallint NOT NULL,         -- id of an entry kind of the topic
      key text NOT NULL,              -- room id or user id
      payload bytea NOT NULL,         -- protobuf message of the kind, at most 128 KiB
      PRIMARY KEY (partition, position)
    );`;
}

/** SQL that creates what stored consumers need in the schema of the service that runs them. */
export function consumerTablesSql(schema: string): string {
  return `
    CREATE TABLE ${schema}.consumer_positions (
      partition smallint NOT NULL,    -- partition of the followed topic
      consumer text NOT NULL,         -- name of the consumer
      position bigint NOT NULL,       -- last entry whose effect is committed
      PRIMARY KEY (partition, consumer)
    );
    CREATE TABLE ${schema}.parked_entries (
      partition smallint NOT NULL,    -- partition of the entry
      consumer text NOT NULL,         -- name of the consumer that could not apply it
      position bigint NOT NULL,       -- position of the entry
      key text NOT NULL,              -- its key; later entries of the key are parked behind it
      reason text NOT NULL,           -- why it was parked
      parked_at timestamptz NOT NULL DEFAULT now(), -- when
      PRIMARY KEY (partition, consumer, position)
    );
    CREATE INDEX parked_entries_by_key ON ${schema}.parked_entries (partition, consumer, key);`;
}

/** The user log's own schema: several services write it, each in its own transactions, through this library. */
export const userLogMigrations: MigrationSet = {
  schema: 'user_log',
  migrations: [{ name: '20261123-000000-user-log', sql: logTablesSql('user_log') }],
};
