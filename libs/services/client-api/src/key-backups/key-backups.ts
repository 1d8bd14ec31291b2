import { Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { LocalUsers, type UserPlace } from '../users/local-users.js';
import { BACKUP_KEYS_MAX, BACKUP_VERSIONS_MAX } from './key-backup.limits.js';
import { type BackedUpKey, KeyBackupStore, type KeyRange, type StoredBackup } from './key-backup.store.js';

/** Server-side key backups (Client-Server API). Versions are positive integers, given out once. */
@Injectable()
export class KeyBackups {
  constructor(
    private readonly store: KeyBackupStore,
    private readonly localUsers: LocalUsers,
    private readonly postgres: Postgres,
  ) {}

  /**
   * Makes a new backup, from now on the current one.
   * @returns its version
   * @throws MatrixError M_RESOURCE_LIMIT_EXCEEDED
   */
  async create(userId: string, backup: Pick<StoredBackup, 'algorithm' | 'authData'>): Promise<number> {
    return this.#change(userId, async (tx, user, lastVersion) => {
      if ((await this.store.list(tx, user)).length >= BACKUP_VERSIONS_MAX) {
        throw new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', `At most ${BACKUP_VERSIONS_MAX} backups are kept`);
      }
      const version = lastVersion + 1;
      await this.store.setLastVersion(tx, user, version);
      await this.store.put(tx, user, { ...backup, version, etag: 0, keyCount: 0 });
      return version;
    });
  }

  /** The current backup: the one that was created last and not deleted. */
  async current(userId: string): Promise<StoredBackup | undefined> {
    const [newest] = await this.store.list(this.postgres, this.localUsers.placeOf(userId));
    return newest;
  }

  find(userId: string, version: number): Promise<StoredBackup | undefined> {
    return this.store.find(this.postgres, this.localUsers.placeOf(userId), version);
  }

  /** @throws MatrixError M_NOT_FOUND; M_INVALID_PARAM when the algorithm is not the backup's */
  async setAuthData(
    userId: string,
    version: number,
    backup: Pick<StoredBackup, 'algorithm' | 'authData'>,
  ): Promise<void> {
    await this.#change(userId, async (tx, user) => {
      const stored = await this.store.find(tx, user, version);
      if (!stored) throw unknownVersion();
      if (stored.algorithm !== backup.algorithm) throw MatrixError.invalidParam('Algorithm does not match');
      await this.store.put(tx, user, { ...stored, authData: backup.authData });
    });
  }

  /** Deletes a backup with its keys; one that was deleted before is fine. @throws MatrixError M_NOT_FOUND */
  async remove(userId: string, version: number): Promise<void> {
    await this.#change(userId, async (tx, user, lastVersion) => {
      if (version < 1 || version > lastVersion) throw unknownVersion();
      await this.store.remove(tx, user, version);
      await this.store.removeKeys(tx, user, { version });
    });
  }

  /**
   * Stores keys in the current backup, keeping the better one of two for a session.
   * @throws MatrixError M_WRONG_ROOM_KEYS_VERSION when `version` is not the current one, M_NOT_FOUND when it never was
   */
  async putKeys(userId: string, version: number, keys: readonly BackedUpKey[]): Promise<StoredBackup> {
    return this.#change(userId, async (tx, user, lastVersion) => {
      const [current] = await this.store.list(tx, user);
      if (!current || version < 1 || version > lastVersion) throw unknownVersion();
      if (current.version !== version) throw wrongVersion(current);
      const { added, replaced } = await this.store.putKeys(tx, user, { version, keys });
      if (added + replaced === 0) return current;
      const after = { ...current, etag: current.etag + 1, keyCount: current.keyCount + added };
      if (after.keyCount > BACKUP_KEYS_MAX) {
        throw new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', `A backup may have at most ${BACKUP_KEYS_MAX} keys`);
      }
      await this.store.put(tx, user, after);
      return after;
    });
  }

  /** Deletes keys of a backup. @throws MatrixError M_NOT_FOUND */
  async removeKeys(userId: string, range: KeyRange): Promise<StoredBackup> {
    return this.#change(userId, async (tx, user) => {
      const stored = await this.store.find(tx, user, range.version);
      if (!stored) throw unknownVersion();
      const removed = await this.store.removeKeys(tx, user, range);
      if (removed === 0) return stored;
      const after = { ...stored, etag: stored.etag + 1, keyCount: stored.keyCount - removed };
      await this.store.put(tx, user, after);
      return after;
    });
  }

  /**
   * A page of keys in the order of room and session, after the given one. @throws MatrixError M_NOT_FOUND for the
   * version
   */
  async listKeys(
    userId: string,
    page: { readonly range: KeyRange; readonly after: readonly [string, string]; readonly limit: number },
  ): Promise<BackedUpKey[]> {
    const user = this.localUsers.placeOf(userId);
    const keys = await this.store.listKeys(this.postgres, user, page);
    if (keys.length === 0 && !(await this.store.find(this.postgres, user, page.range.version))) throw unknownVersion();
    return keys;
  }

  #change<T>(userId: string, work: (tx: Tx, user: UserPlace, lastVersion: number) => Promise<T>): Promise<T> {
    const user = this.localUsers.placeOf(userId);
    return this.postgres.transaction(async (tx) => work(tx, user, await this.store.lock(tx, user)));
  }
}

function unknownVersion(): MatrixError {
  return MatrixError.notFound('Unknown backup version');
}

function wrongVersion(current: StoredBackup): MatrixError {
  return new MatrixError('M_WRONG_ROOM_KEYS_VERSION', 'Wrong backup version', {
    fields: { current_version: String(current.version) },
  });
}
