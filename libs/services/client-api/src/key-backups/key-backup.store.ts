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
  /** Of the stored keys: see {@link KEY_BYTES}. */
  readonly bytes: number;
}

export interface BackedUpKey {
  readonly roomId: string;
  readonly sessionId: string;
  readonly firstMessageIndex: number;
  readonly forwardedCount: number;
  readonly isVerified: boolean;
  /** JSON object, encrypted. */
  readonly sessionData: string;
}

/** Which keys of a backup: all, those of a room, or one. */
export interface KeyRange {
  readonly version: number;
  readonly roomId?: string;
  readonly sessionId?: string;
}

export interface PutResult {
  /** Keys that were not there before. */
  readonly added: number;
  /** Keys that took the place of a worse one. */
  readonly replaced: number;
  /** By which the backup has grown; below 0: shrunk. */
  readonly grownBytes: number;
}

/** Keys that are there no more. */
export interface RemoveResult {
  readonly removed: number;
  readonly bytes: number;
}

/** Some keys in the order of room and session. */
export interface KeyPage {
  readonly keys: readonly BackedUpKey[];
  /** Whether there are none after them. */
  readonly isLast: boolean;
}

export interface KeyPageBounds {
  readonly limit: number;
  /** Of encrypted keys; the last one may exceed it. */
  readonly bytesMax: number;
}

const COLUMNS = 'version, algorithm, auth_data AS "authData", etag, key_count AS "keyCount", bytes';

/** What a key counts in `bytes` of its backup. */
const KEY_BYTES = 'octet_length(room_id) + octet_length(session_id) + octet_length(session_data)';

/**
 * Tables `key_backup_owners`, `key_backup_versions` and `key_backup_keys`. Writers hold the lock of the user's backups.
 */
@Injectable()
export class KeyBackupStore {
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
               (partition, user_id, version, algorithm, auth_data, etag, key_count, bytes)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (partition, user_id, version) DO UPDATE
             SET auth_data = EXCLUDED.auth_data, etag = EXCLUDED.etag, key_count = EXCLUDED.key_count,
                 bytes = EXCLUDED.bytes`,
      values: [
        user.partition,
        user.userId,
        backup.version,
        backup.algorithm,
        backup.authData,
        backup.etag,
        backup.keyCount,
        backup.bytes,
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

  /**
   * Stores keys, each session at most once. Of two keys of a session the better stays: verified, then the lower first
   * message index, then the lower forwarded count (Client-Server API, "Server-side key backups").
   */
  async putKeys(
    tx: Tx,
    user: UserPlace,
    batch: { readonly version: number; readonly keys: readonly BackedUpKey[] },
  ): Promise<PutResult> {
    const { version, keys } = batch;
    // xmax is 0 in a row that was inserted, and the id of this transaction in one that was updated. The look-up of what
    // was there before sees the table as it was when the statement began.
    const [row] = await tx.query<PutResult>({
      name: 'client-api.backed-up-keys-put',
      text: `WITH written AS (
               INSERT INTO client_api.key_backup_keys AS k (partition, user_id, version, room_id, session_id,
                 first_message_index, forwarded_count, is_verified, session_data)
               SELECT $1, $2, $3, *
               FROM unnest($4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::boolean[], $9::text[])
               ON CONFLICT (partition, user_id, version, room_id, session_id) DO UPDATE
               SET first_message_index = EXCLUDED.first_message_index, forwarded_count = EXCLUDED.forwarded_count,
                   is_verified = EXCLUDED.is_verified, session_data = EXCLUDED.session_data
               WHERE (NOT EXCLUDED.is_verified, EXCLUDED.first_message_index, EXCLUDED.forwarded_count)
                   < (NOT k.is_verified, k.first_message_index, k.forwarded_count)
               RETURNING xmax = 0 AS added, room_id, session_id, ${KEY_BYTES} AS bytes)
             SELECT count(*) FILTER (WHERE added) AS added, count(*) FILTER (WHERE NOT added) AS replaced,
                    coalesce(sum(w.bytes - coalesce(b.bytes, 0)), 0)::bigint AS "grownBytes"
             FROM written w LEFT JOIN LATERAL (
               SELECT ${KEY_BYTES} AS bytes FROM client_api.key_backup_keys
               WHERE partition = $1 AND user_id = $2 AND version = $3
                 AND room_id = w.room_id AND session_id = w.session_id LIMIT 1) b ON true`,
      values: [
        user.partition,
        user.userId,
        version,
        keys.map((key) => key.roomId),
        keys.map((key) => key.sessionId),
        keys.map((key) => key.firstMessageIndex),
        keys.map((key) => key.forwardedCount),
        keys.map((key) => key.isVerified),
        keys.map((key) => key.sessionData),
      ],
    });
    return row ?? { added: 0, replaced: 0, grownBytes: 0 };
  }

  /** Keys after the given one. */
  async listKeys(
    db: Tx,
    user: UserPlace,
    page: {
      readonly range: KeyRange;
      readonly after: readonly [roomId: string, sessionId: string];
    } & KeyPageBounds,
  ): Promise<KeyPage> {
    const keys = await db.query<BackedUpKey & { readonly found: number }>({
      name: 'client-api.backed-up-keys-list',
      text: `SELECT room_id AS "roomId", session_id AS "sessionId", first_message_index AS "firstMessageIndex",
                    forwarded_count AS "forwardedCount", is_verified AS "isVerified", session_data AS "sessionData",
                    found
             FROM (
               SELECT *, count(*) OVER () AS found,
                      sum(size) OVER (ORDER BY room_id, session_id) - size AS before
               FROM (
                 SELECT *, octet_length(session_data) AS size FROM client_api.key_backup_keys
                 WHERE partition = $1 AND user_id = $2 AND version = $3
                 AND ($4::text IS NULL OR room_id = $4) AND ($5::text IS NULL OR session_id = $5)
                 AND (room_id, session_id) > ($6, $7) ORDER BY room_id, session_id LIMIT $8) page
             ) summed WHERE before < $9 ORDER BY room_id, session_id`,
      values: [...rangeValues(user, page.range), ...page.after, page.limit, page.bytesMax],
    });
    const found = keys[0]?.found ?? 0;
    return { keys, isLast: keys.length === found && found < page.limit };
  }

  async removeKeys(tx: Tx, user: UserPlace, range: KeyRange): Promise<RemoveResult> {
    const [row] = await tx.query<RemoveResult>({
      name: 'client-api.backed-up-keys-remove',
      text: `WITH removed AS (
               DELETE FROM client_api.key_backup_keys
               WHERE partition = $1 AND user_id = $2 AND version = $3
               AND ($4::text IS NULL OR room_id = $4) AND ($5::text IS NULL OR session_id = $5)
               RETURNING ${KEY_BYTES} AS bytes)
             SELECT count(*) AS removed, coalesce(sum(bytes), 0)::bigint AS bytes FROM removed`,
      values: rangeValues(user, range),
    });
    return row ?? { removed: 0, bytes: 0 };
  }
}

function rangeValues(user: UserPlace, range: KeyRange): unknown[] {
  return [user.partition, user.userId, range.version, range.roomId, range.sessionId];
}
