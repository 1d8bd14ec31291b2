import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { DevicePlace } from '../users/local-users.js';
import type { DeviceName } from '../published-keys/device-key.store.js';
import type { ClaimedKey, NamedKey, WantedKey } from './one-time-key.store.js';

export interface TakenFallbackKey extends ClaimedKey {
  /** It had been handed out before. */
  readonly used: boolean;
}

/** Table `fallback_keys`. Callers hold the lock of the device. */
@Injectable()
export class FallbackKeyStore {
  /** Replaces the key of its algorithm. The same key again stays marked as used. */
  async put(tx: Tx, device: DevicePlace, key: NamedKey & { readonly position: number }): Promise<void> {
    await tx.query({
      name: 'client-api.fallback-keys-put',
      text: `INSERT INTO client_api.fallback_keys AS f
               (partition, user_id, device_id, algorithm, key_id, key, position, used)
             VALUES ($1, $2, $3, $4, $5, $6, $7, false)
             ON CONFLICT (partition, user_id, device_id, algorithm) DO UPDATE
             SET key_id = EXCLUDED.key_id, key = EXCLUDED.key, position = EXCLUDED.position,
                 used = f.used AND f.key_id = EXCLUDED.key_id AND f.key = EXCLUDED.key`,
      values: [device.partition, device.userId, device.deviceId, key.algorithm, key.keyId, key.key, key.position],
    });
  }

  /** Hands keys out and marks them as used. The rows returned tell how they were before. */
  async take(tx: Tx, partition: number, wanted: readonly WantedKey[]): Promise<TakenFallbackKey[]> {
    return tx.query<TakenFallbackKey>({
      name: 'client-api.fallback-keys-take',
      text: `WITH wanted AS (
               SELECT * FROM client_api.fallback_keys
               WHERE partition = $1 AND (user_id, device_id, algorithm) IN
                 (SELECT * FROM unnest($2::text[], $3::text[], $4::text[]))),
             marked AS (
               UPDATE client_api.fallback_keys f SET used = true FROM wanted w
               WHERE f.partition = $1 AND f.user_id = w.user_id AND f.device_id = w.device_id
               AND f.algorithm = w.algorithm AND NOT f.used)
             SELECT user_id AS "userId", device_id AS "deviceId", algorithm, key_id AS "keyId", key, used FROM wanted`,
      values: [
        partition,
        wanted.map((key) => key.userId),
        wanted.map((key) => key.deviceId),
        wanted.map((key) => key.algorithm),
      ],
    });
  }

  /** Algorithms for which a device has a fallback key that was not handed out yet. */
  async unused(
    db: Tx,
    partition: number,
    devices: readonly DeviceName[],
  ): Promise<(DeviceName & { algorithm: string })[]> {
    return db.query<DeviceName & { algorithm: string }>({
      name: 'client-api.fallback-keys-unused',
      text: `SELECT user_id AS "userId", device_id AS "deviceId", algorithm FROM client_api.fallback_keys
             WHERE partition = $1 AND (user_id, device_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
             AND NOT used
             ORDER BY user_id, device_id, algorithm`,
      values: [partition, devices.map((device) => device.userId), devices.map((device) => device.deviceId)],
    });
  }

  /** Removes the keys that were uploaded before a position of the user log. */
  async remove(tx: Tx, device: DevicePlace, beforePosition: number): Promise<void> {
    await tx.query({
      name: 'client-api.fallback-keys-remove',
      text: `DELETE FROM client_api.fallback_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position < $4`,
      values: [device.partition, device.userId, device.deviceId, beforePosition],
    });
  }
}
