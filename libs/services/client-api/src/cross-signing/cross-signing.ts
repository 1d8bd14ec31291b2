import { Injectable } from '@nestjs/common';
import { DeviceChange, userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { Postgres, type Tx } from '@chappe/postgres';
import { type CrossSigningKey, type KeyUsage, PublishedKeyStore } from '../published-keys/published-key.store.js';
import { LocalUsers, type UserPlace } from '../users/local-users.js';
import { UserTransactions } from '../users/user-transactions.js';

/** The cross-signing keys of one user. */
export type CrossSigningKeys = ReadonlyMap<KeyUsage, CrossSigningKey>;

/** The cross-signing keys of local users. */
@Injectable()
export class CrossSigning {
  constructor(
    private readonly store: PublishedKeyStore,
    private readonly localUsers: LocalUsers,
    private readonly transactions: UserTransactions,
    private readonly postgres: Postgres,
  ) {}

  find(userId: string): Promise<CrossSigningKeys> {
    return this.#read(this.postgres, this.localUsers.placeOf(userId));
  }

  /**
   * Puts new keys in the place of those that were seen. A new master key takes away the keys that the old one had
   * signed.
   * @param seen the keys on which the decision to replace them was made
   * @returns false, with nothing changed, when other keys stand there by now
   */
  async replace(userId: string, seen: CrossSigningKeys, keys: CrossSigningKeys): Promise<boolean> {
    return this.transactions.change(userId, async ({ tx, user, append }) => {
      const standing = await this.#read(tx, user);
      if (!areSame(standing, seen)) return false;
      const masterChanges = isChanged(keys.get('master'), standing.get('master'));
      for (const old of standing.values()) {
        const next = keys.get(old.usage);
        if (isChanged(next, old) || (masterChanges && !next)) await this.#remove(tx, user, old);
      }
      for (const key of keys.values()) {
        if (isChanged(key, standing.get(key.usage))) await this.store.putCrossSigningKey(tx, user, key);
      }
      const change = DeviceChange.DEVICE_CHANGE_KEYS;
      await append([newEntry(userId, userLog.kinds.device, { deviceId: '', change })]);
      return true;
    });
  }

  async #read(db: Tx, user: UserPlace): Promise<CrossSigningKeys> {
    const rows = await this.store.listCrossSigningKeys(db, { ...user, userIds: [user.userId] });
    return new Map(rows.map((row) => [row.usage, row]));
  }

  async #remove(tx: Tx, user: UserPlace, key: CrossSigningKey): Promise<void> {
    await this.store.removeCrossSigningKey(tx, user, key.usage);
    await this.store.removeSignatures(tx, user, key.publicKey);
  }
}

function areSame(a: CrossSigningKeys, b: CrossSigningKeys): boolean {
  return a.size === b.size && [...a.values()].every((key) => b.get(key.usage)?.publicKey === key.publicKey);
}

/** A key that is not given does not change what stands. */
function isChanged(next: CrossSigningKey | undefined, standing: CrossSigningKey | undefined): boolean {
  return next !== undefined && next.publicKey !== standing?.publicKey;
}
