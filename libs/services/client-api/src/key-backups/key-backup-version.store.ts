import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

export interface StoredBackup {
  readonly version: number;
  readonly algorithm: string;
  /** JSON object. */
  readonly authData: string;
  /** Counts changes of the stored keys. */
  readonly etag: number;
  readonly keyCount: number;
}

const COLUMNS = 'version, algorithm, auth_data AS "authData", etag, key_count AS "keyCount"';

/** Tables `key_backup_owners` and `key_backup_versions`. */
@Injectable()
export class KeyBackupVersionStore {
  /**
   * Locks the backups of a user until `tx` ends.
   * @returns the last version given out; 0: none
   */
  async lock(tx: Tx, user: UserPlace): Promise<number> {
    const [row] = await tx.query<{ version: number }>({
      name: 'client-api.key-backup-lock',
      text: `INSERT INTO client_api.key_backup_owners AS o (partition, user_id, last_version) VALUES ($1, $2, 0)
             ON CONFLICT (partition, user_id) DO UPDATE SET last_version = o.last_version
             RETURNING last_version AS version`,
      values: [user.partition, user.userId],
    });
    return row?.version ?? 0;
  }

  /** The last version given out, also when it was deleted since; 0: none. */
  async lastVersion(db: Tx, user: UserPlace): Promise<number> {
    const [row] = await db.query<{ version: number }>({
      name: 'client-api.key-backup-last-version',
      text: `SELECT last_version AS version FROM client_api.key_backup_owners WHERE partition = $1 AND user_id = $2`,
      values: [user.partition, user.userId],
    });
    return row?.version ?? 0;
  }

  async setLastVersion(tx: Tx, user: UserPlace, version: number): Promise<void> {
    await tx.query({
      name: 'client-api.key-backup-set-last-version',
      text: `UPDATE client_api.key_backup_owners SET last_version = $3 WHERE partition = $1 AND user_id = $2`,
      values: [user.partition, user.userId, version],
    });
  }

  /** Newest first. */
  async list(db: Tx, user: UserPlace): Promise<StoredBackup[]> {
    return db.query<StoredBackup>({
      name: 'client-api.key-backup-list',
      text: `SELECT ${COLUMNS} FROM client_api.key_backup_versions
             WHERE partition = $1 AND user_id = $2 ORDER BY version DESC`,
      values: [user.partition, user.userId],
    });
  }

  async find(db: Tx, user: UserPlace, version: number): Promise<StoredBackup | undefined> {
    const [row] = await db.query<StoredBackup>({
      name: 'client-api.key-backup-find',
      text: `SELECT ${COLUMNS} FROM client_api.key_backup_versions
             WHERE partition = $1 AND user_id = $2 AND version = $3`,
      values: [user.partition, user.userId, version],
    });
    return row;
  }

  /** Writes a backup whole: a new one, or what changed. */
  async put(tx: Tx, user: UserPlace, backup: StoredBackup): Promise<void> {
    await tx.query({
      name: 'client-api.key-backup-put',
      text: `INSERT INTO client_api.key_backup_versions
               (partition, user_id, version, algorithm, auth_data, etag, key_count) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (partition, user_id, version) DO UPDATE
             SET auth_data = EXCLUDED.auth_data, etag = EXCLUDED.etag, key_count = EXCLUDED.key_count`,
      values: [
        user.partition,
        user.userId,
        backup.version,
        backup.algorithm,
        backup.authData,
        backup.etag,
        backup.keyCount,
      ],
    });
  }

  async remove(tx: Tx, user: UserPlace, version: number): Promise<void> {
    await tx.query({
      name: 'client-api.key-backup-remove',
      text: 'DELETE FROM client_api.key_backup_versions WHERE partition = $1 AND user_id = $2 AND version = $3',
      values: [user.partition, user.userId, version],
    });
  }
}
