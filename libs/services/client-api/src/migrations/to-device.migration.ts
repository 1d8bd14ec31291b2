import type { Migration } from '@chappe/postgres';

/** To-device messages that wait for their device. */
export const toDeviceMigration: Migration = {
  name: '20261123-000203-to-device',
  sql: `
    CREATE TABLE client_api.to_device_messages (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- recipient
      device_id text NOT NULL,        -- recipient's device
      position bigint NOT NULL,       -- its user log entry
      event text NOT NULL,            -- JSON of the event: content, sender, type
      PRIMARY KEY (partition, user_id, device_id, position)
    );
    CREATE TABLE client_api.to_device_transactions (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- sender
      device_id text NOT NULL,        -- sending device
      event_type text NOT NULL,       -- of the path
      txn_id text NOT NULL,           -- of the path
      created_ms bigint NOT NULL,     -- Unix time of the request; forgotten after a day
      PRIMARY KEY (partition, user_id, device_id, event_type, txn_id)
    );`,
};
