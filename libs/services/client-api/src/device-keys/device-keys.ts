import { Inject, Injectable } from '@nestjs/common';
import { DeviceChange, userLog } from '@chappe/contracts';
import { newEntry, type NewEntry, UserLogWriter } from '@chappe/event-log';
import { MatrixError } from '@chappe/matrix-api';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { PublishedKeyStore } from '../published-keys/published-key.store.js';
import type { DevicePlace } from '../users/local-users.js';
import { UserLogStore } from '../users/user-log.store.js';
import { isSameKey } from './is-same-key.js';
import { CLAIMED_KEY_ID_KEPT_MS, ONE_TIME_KEYS_PER_DEVICE_MAX } from './one-time-key.limits.js';
import { type KeysAtPosition, type NamedKey, OneTimeKeyStore } from './one-time-key.store.js';

/** What a device publishes; every part may be left out. */
export interface KeyUpload {
  /** JSON of the identity keys, checked. */
  readonly deviceKeys: string | undefined;
  readonly oneTimeKeys: readonly NamedKey[];
  readonly fallbackKeys: readonly NamedKey[];
}

/** The keys that devices publish for themselves. */
@Injectable()
export class DeviceKeys {
  constructor(
    private readonly publishedKeys: PublishedKeyStore,
    private readonly oneTimeKeys: OneTimeKeyStore,
    private readonly userLog: UserLogStore,
    private readonly writer: UserLogWriter,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Stores what a device uploads. A repeated upload changes nothing.
   * @returns unclaimed one-time keys by algorithm
   * @throws MatrixError M_INVALID_PARAM when a one-time key's id stands for another key, M_TOO_LARGE
   */
  async upload(device: DevicePlace, upload: KeyUpload): Promise<Readonly<Record<string, number>>> {
    return this.writer.transaction(device.userId, async (tx, append) => {
      const position = await this.userLog.position(tx, device.partition);
      const before = await this.publishedKeys.lockDevice(tx, device, position);
      const identityChanged = await this.#putIdentity(tx, device, { before, after: upload.deviceKeys });
      const added = await this.#addOneTimeKeys(tx, device, { keys: upload.oneTimeKeys, position });
      for (const key of upload.fallbackKeys) await this.oneTimeKeys.putFallbackKey(tx, device, { ...key, position });
      const [counts] = await this.oneTimeKeys.count(tx, device.partition, [device]);
      const { oneTimeKeys = {}, unusedFallbackKeyTypes = [] } = counts ?? {};
      const entries: NewEntry[] = [];
      if (identityChanged) entries.push(keysChanged(device));
      if (identityChanged || added || upload.fallbackKeys.length > 0) {
        const message = { deviceId: device.deviceId, oneTimeKeys, unusedFallbackKeyTypes };
        entries.push(newEntry(device.userId, userLog.kinds.keyCounts, message));
      }
      await append(entries);
      return oneTimeKeys;
    });
  }

  /**
   * Removes what a device published before it was deleted. A new device may have got the same id meanwhile: its keys
   * stay.
   * @param deletedAt position of the deletion in the user log
   */
  async forget(tx: Tx, device: DevicePlace, deletedAt: number): Promise<void> {
    await this.publishedKeys.lockDevices(tx, [device]);
    await this.#removeOneTimeKeys(tx, device, deletedAt);
    if (await this.publishedKeys.removeDevice(tx, device, deletedAt)) {
      await this.publishedKeys.removeSignatures(tx, device, device.deviceId);
    }
  }

  async #putIdentity(
    tx: Tx,
    device: DevicePlace,
    keys: { readonly before: string | undefined; readonly after: string | undefined },
  ): Promise<boolean> {
    if (keys.after === undefined || keys.after === keys.before) return false;
    if (keys.before !== undefined) {
      // What was signed with the old keys, and signatures on them, say nothing about the new ones.
      await this.publishedKeys.removeSignatures(tx, device, device.deviceId);
      await this.#removeOneTimeKeys(tx, device, Number.MAX_SAFE_INTEGER);
    }
    await this.publishedKeys.putDeviceKeys(tx, device, keys.after);
    return true;
  }

  async #removeOneTimeKeys(tx: Tx, device: DevicePlace, beforePosition: number): Promise<void> {
    await this.oneTimeKeys.removeOneTimeKeys(tx, device, beforePosition);
    await this.oneTimeKeys.removeFallbackKeys(tx, device, beforePosition);
  }

  async #addOneTimeKeys(tx: Tx, device: DevicePlace, upload: KeysAtPosition): Promise<boolean> {
    const { keys, position } = upload;
    if (keys.length === 0) return false;
    const known = new Map(
      (await this.oneTimeKeys.findOneTimeKeys(tx, device, keys)).map((key) => [nameOf(key), key.key]),
    );
    for (const key of keys) checkConflict(key, known.get(nameOf(key)));
    const fresh = keys.filter((key) => !known.has(nameOf(key)));
    await this.oneTimeKeys.forgetClaimed(tx, device, this.clock.nowMs() - CLAIMED_KEY_ID_KEPT_MS);
    await this.oneTimeKeys.insertOneTimeKeys(tx, device, { keys: fresh, position });
    await this.#checkCount(tx, device);
    return fresh.length > 0;
  }

  async #checkCount(tx: Tx, device: DevicePlace): Promise<void> {
    const counts = await this.oneTimeKeys.countOneTimeKeys(tx, device.partition, [device]);
    const total = counts.reduce((sum, row) => sum + row.count, 0);
    if (total > ONE_TIME_KEYS_PER_DEVICE_MAX) {
      throw MatrixError.tooLarge(`A device may have at most ${ONE_TIME_KEYS_PER_DEVICE_MAX} one-time keys`);
    }
  }
}

/** A key that was handed out (empty) is gone whatever is uploaded under its name. */
function checkConflict(key: NamedKey, known: string | undefined): void {
  if (known === undefined || known === '' || isSameKey(known, key.key)) return;
  throw MatrixError.invalidParam(`One time key ${nameOf(key)} already exists. Old key: ${known}; new key: ${key.key}`);
}

function nameOf(key: NamedKey): string {
  return `${key.algorithm}:${key.keyId}`;
}

/** The entry that tells of changed identity keys of a device. */
function keysChanged(device: DevicePlace): NewEntry {
  const message = { deviceId: device.deviceId, change: DeviceChange.DEVICE_CHANGE_KEYS };
  return newEntry(device.userId, userLog.kinds.device, message);
}
