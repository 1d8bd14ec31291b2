import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { DevicePlace } from '../users/local-users.js';
import type { DeviceName } from '../published-keys/device-key.store.js';

/** A key under its name `<algorithm>:<keyId>`. */
export interface NamedKey {
  readonly algorithm: string;
  readonly keyId: string;
  /** Canonical JSON of the key. */
  readonly key: string;
}

/** Keys and how far the user log was when they came. */
export interface KeysAtPosition {
  readonly keys: readonly NamedKey[];
  readonly position: number;
}

/** A wish for one key of a device. */
export interface WantedKey extends DeviceName {
  readonly algorithm: string;
}

export interface ClaimedKey extends DeviceName, NamedKey {}

export interface KeyCount extends DeviceName {
  readonly algorithm: string;
  readonly count: number;
}

/** Table `one_time_keys`. Callers hold the lock of the device. */
@Injectable()
export class OneTimeKeyStore {
  /** Those of the keys that are stored; `key` is empty when it was handed out. */
  async find(tx: Tx, device: DevicePlace, keys: readonly NamedKey[]): Promise<NamedKey[]> {
    return tx.query<NamedKey>({
      name: 'client-api.one-time-keys-find',
      text: `SELECT algorithm, key_id AS "keyId", key FROM client_api.one_time_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3
             AND (algorithm, key_id) IN (SELECT * FROM unnest($4::text[], $5::text[]))`,
      values: [...placeValues(device), keys.map((key) => key.algorithm), keys.map((key) => key.keyId)],
    });
  }

  /** Stores keys in the order given; names that are there already stay as they are. */
  async insert(tx: Tx, device: DevicePlace, upload: KeysAtPosition): Promise<void> {
    const { keys, position } = upload;
    await tx.query({
      name: 'client-api.one-time-keys-insert',
      text: `INSERT INTO client_api.one_time_keys (partition, user_id, device_id, algorithm, key_id, key, position)
             SELECT $1, $2, $3, k.algorithm, k.key_id, k.key, $7
             FROM unnest($4::text[], $5::text[], $6::text[]) WITH ORDINALITY AS k (algorithm, key_id, key, place)
             ORDER BY k.place ON CONFLICT DO NOTHING`,
      values: [
        ...placeValues(device),
        keys.map((key) => key.algorithm),
        keys.map((key) => key.keyId),
        keys.map((key) => key.key),
        position,
      ],
    });
  }

  /**
   * Takes the key that was uploaded first, of each device and algorithm that is wanted (each at most once per call).
   */
  async take(
    tx: Tx,
    from: { readonly partition: number; readonly nowMs: number },
    wanted: readonly WantedKey[],
  ): Promise<ClaimedKey[]> {
    return tx.query<ClaimedKey>({
      name: 'client-api.one-time-keys-take',
      text: `WITH first AS (
               SELECT k.* FROM unnest($2::text[], $3::text[], $4::text[]) AS w (user_id, device_id, algorithm)
               CROSS JOIN LATERAL (
                 SELECT user_id, device_id, algorithm, key_id, key FROM client_api.one_time_keys o
                 WHERE o.partition = $1 AND o.user_id = w.user_id AND o.device_id = w.device_id
                 AND o.algorithm = w.algorithm AND o.claimed_ms IS NULL ORDER BY o.ordinal LIMIT 1
               ) k)
             UPDATE client_api.one_time_keys t SET claimed_ms = $5, key = '' FROM first f
             WHERE t.partition = $1 AND t.user_id = f.user_id AND t.device_id = f.device_id
             AND t.algorithm = f.algorithm AND t.key_id = f.key_id AND t.claimed_ms IS NULL
             RETURNING f.user_id AS "userId", f.device_id AS "deviceId", f.algorithm, f.key_id AS "keyId", f.key`,
      values: [from.partition, ...wantedValues(wanted), from.nowMs],
    });
  }

  /** Unclaimed keys by device and algorithm; an algorithm whose keys were all handed out lately counts 0. */
  async count(db: Tx, partition: number, devices: readonly DeviceName[]): Promise<KeyCount[]> {
    return db.query<KeyCount>({
      name: 'client-api.one-time-keys-count',
      text: `SELECT user_id AS "userId", device_id AS "deviceId", algorithm,
                    count(*) FILTER (WHERE claimed_ms IS NULL) AS count
             FROM client_api.one_time_keys
             WHERE partition = $1 AND (user_id, device_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
             GROUP BY user_id, device_id, algorithm ORDER BY user_id, device_id, algorithm`,
      values: [partition, devices.map((device) => device.userId), devices.map((device) => device.deviceId)],
    });
  }

  /** Forgets the names of keys handed out before a time. */
  async forgetClaimed(tx: Tx, device: DevicePlace, beforeMs: number): Promise<void> {
    await tx.query({
      name: 'client-api.one-time-keys-forget-claimed',
      text: `DELETE FROM client_api.one_time_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND claimed_ms < $4`,
      values: [...placeValues(device), beforeMs],
    });
  }

  /** Removes the keys that were uploaded before a position of the user log. */
  async remove(tx: Tx, device: DevicePlace, beforePosition: number): Promise<void> {
    await tx.query({
      name: 'client-api.one-time-keys-remove',
      text: `DELETE FROM client_api.one_time_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position < $4`,
      values: [...placeValues(device), beforePosition],
    });
  }
}

function placeValues(device: DevicePlace): (string | number)[] {
  return [device.partition, device.userId, device.deviceId];
}

function wantedValues(wanted: readonly WantedKey[]): string[][] {
  return [wanted.map((key) => key.userId), wanted.map((key) => key.deviceId), wanted.map((key) => key.algorithm)];
}
