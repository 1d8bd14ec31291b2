import type { Migration } from '@chappe/postgres';

/** Account data and filters. */
export const accountDataMigration: Migration = {
  name: '20261123-000201-account-data',
  sql: `
    CREATE TABLE client_api.account_data (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      room_id text NOT NULL,          -- empty: global
      type text NOT NULL,             -- event type
      content text NOT NULL,          -- JSON object
      position bigint NOT NULL,       -- user log entry of the last change
      PRIMARY KEY (partition, user_id, room_id, type)
    );
    CREATE TABLE client_api.filters (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      filter_id text NOT NULL,        -- digest of the filter: identical filters have one id
      filter text NOT NULL,           -- canonical JSON of the filter
      used_ms bigint NOT NULL,        -- when it was last defined, Unix time; the least recent go first
      PRIMARY KEY (partition, user_id, filter_id)
    );`,
};
