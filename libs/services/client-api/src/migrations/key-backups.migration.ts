import type { Migration } from '@chappe/postgres';

/** Server-side key backups. */
export const keyBackupsMigration: Migration = {
  name: '20261123-000204-key-backups',
  sql: `
    CREATE TABLE client_api.key_backup_owners (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner; the row's lock orders changes to her backups
      last_version bigint NOT NULL,   -- last version given out; a version is never given out twice
      PRIMARY KEY (partition, user_id)
    );
    CREATE TABLE client_api.key_backup_versions (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      version bigint NOT NULL,        -- ascending from 1
      algorithm text NOT NULL,        -- how keys are encrypted
      auth_data text NOT NULL,        -- JSON object, depends on the algorithm
      etag bigint NOT NULL,           -- counts changes of the stored keys
      key_count bigint NOT NULL,      -- number of stored keys
      PRIMARY KEY (partition, user_id, version)
    );
    CREATE TABLE client_api.key_backup_keys (
      partition smallint NOT NULL,    -- user partition of user_id
      user_id text NOT NULL,          -- owner
      version bigint NOT NULL,        -- backup that the key belongs to
      room_id text NOT NULL,          -- room of the session
      session_id text NOT NULL,       -- megolm session
      first_message_index bigint NOT NULL, -- first message that the key decrypts
      forwarded_count bigint NOT NULL,     -- how often the key was forwarded
      is_verified boolean NOT NULL,   -- the uploading device had verified the key's device
      session_data text NOT NULL,     -- JSON object, encrypted
      PRIMARY KEY (partition, user_id, version, room_id, session_id)
    );`,
};
