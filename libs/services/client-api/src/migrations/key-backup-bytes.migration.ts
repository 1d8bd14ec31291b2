import type { Migration } from '@chappe/postgres';

/** How much a key backup holds, so that what a user may store is bounded. */
export const keyBackupBytesMigration: Migration = {
  name: '20261130-000206-key-backup-bytes',
  sql: `
    ALTER TABLE client_api.key_backup_versions
      ADD COLUMN bytes bigint NOT NULL DEFAULT 0;  -- of the stored keys: room, session and session_data
    UPDATE client_api.key_backup_versions v SET bytes = (
      SELECT coalesce(sum(octet_length(room_id) + octet_length(session_id) + octet_length(session_data)), 0)
      FROM client_api.key_backup_keys k
      WHERE k.partition = v.partition AND k.user_id = v.user_id AND k.version = v.version);`,
};
