import { Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { Lanes } from '@chappe/runtime';
import { LocalUsers, type UserPlace } from '../users/local-users.js';
import {
  BACKUP_KEYS_MAX,
  BACKUP_PAGE_BYTES_MAX,
  BACKUP_PAGE_KEYS,
  BACKUP_REQUESTS_WAITING_MAX,
  BACKUP_VERSIONS_MAX,
  USER_BACKUP_BYTES_MAX,
} from './key-backup.limits.js';
import {
  type BackedUpKey,
  KeyBackupStore,
  type KeyPage,
  type KeyRange,
  type StoredBackup,
} from './key-backup.store.js';

/** Server-side key backups (Client-Server API). Versions are positive integers, given out once. */
@Injectable()
export class KeyBackups {
  /** By user, so that nobody holds more than one connection of a process by it. */
  readonly #lanes = new Lanes({
    waitingMax: BACKUP_REQUESTS_WAITING_MAX,
    refusal: () => MatrixError.unavailable('Too many requests wait for the backups of one user'),
  });

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
      await this.store.put(tx, user, { ...backup, version, etag: 0, keyCount: 0, bytes: 0 });
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
   * @throws MatrixError M_WRONG_ROOM_KEYS_VERSION when `version` is not the current one, M_NOT_FOUND when it never was,
   * M_RESOURCE_LIMIT_EXCEEDED
   */
  async putKeys(userId: string, version: number, keys: readonly BackedUpKey[]): Promise<StoredBackup> {
    return this.#change(userId, async (tx, user, lastVersion) => {
      const backups = await this.store.list(tx, user);
      const [current] = backups;
      if (!current || version < 1 || version > lastVersion) throw unknownVersion();
      if (current.version !== version) throw wrongVersion(current);
      const { added, replaced, grownBytes } = await this.store.putKeys(tx, user, { version, keys });
      if (added + replaced === 0) return current;
      const { etag, keyCount, bytes } = current;
      const after = { ...current, etag: etag + 1, keyCount: keyCount + added, bytes: bytes + grownBytes };
      if (after.keyCount > BACKUP_KEYS_MAX) {
        throw new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', `A backup may have at most ${BACKUP_KEYS_MAX} keys`);
      }
      const stored = backups.reduce((sum, backup) => sum + backup.bytes, grownBytes);
      if (stored > USER_BACKUP_BYTES_MAX && grownBytes > 0) {
        throw new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', 'The backups have no room for more keys: delete old ones');
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
      const { removed, bytes } = await this.store.removeKeys(tx, user, range);
      if (removed === 0) return stored;
      const left = { keyCount: stored.keyCount - removed, bytes: Math.max(0, stored.bytes - bytes) };
      const after = { ...stored, ...left, etag: stored.etag + 1 };
      await this.store.put(tx, user, after);
      return after;
    });
  }

  /**
   * A page of keys, after the given one. @throws MatrixError M_NOT_FOUND for the version
   */
  async listKeys(
    userId: string,
    page: { readonly range: KeyRange; readonly after: readonly [string, string] },
  ): Promise<KeyPage> {
    const user = this.localUsers.placeOf(userId);
    const bounds = { limit: BACKUP_PAGE_KEYS, bytesMax: BACKUP_PAGE_BYTES_MAX };
    const found = await this.#lanes.run(userId, () => this.store.listKeys(this.postgres, user, { ...page, ...bounds }));
    if (found.keys.length > 0 || (await this.store.find(this.postgres, user, page.range.version))) return found;
    throw unknownVersion();
  }

  #change<T>(userId: string, work: (tx: Tx, user: UserPlace, lastVersion: number) => Promise<T>): Promise<T> {
    const user = this.localUsers.placeOf(userId);
    return this.#lanes.run(userId, () =>
      this.postgres.transaction(async (tx) => work(tx, user, await this.store.lock(tx, user))),
    );
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
