import { Injectable } from '@nestjs/common';
import type { KeyCounts } from '@chappe/contracts';
import type { Tx } from '@chappe/postgres';
import type { DeviceName } from '../published-keys/published-key.store.js';
import { type DevicePlace, placesOf } from '../users/local-users.js';

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

/** What is claimed: a key of a device. */
export interface KeyClaim extends DevicePlace {
  readonly algorithm: string;
}

/** Keys that are wanted of a device, each name at most once in a call. */
export interface KeyDemand extends KeyClaim {
  readonly number: number;
}

export interface ClaimedKey extends DeviceName, NamedKey {}

export interface KeyCount extends DeviceName {
  readonly algorithm: string;
  readonly count: number;
}

export interface TakenFallbackKey extends ClaimedKey {
  /** It had been handed out before. */
  readonly used: boolean;
}

/** Counts of a device (Client-Server API, "Extensions to /sync" of end-to-end encryption). */
export interface DeviceKeyCounts extends DeviceName, KeyCounts {}

/** Tables `one_time_keys` and `fallback_keys`. Callers hold the lock of the device. */
@Injectable()
export class OneTimeKeyStore {
  /** Those of the keys that are stored; `key` is empty when it was handed out. */
  async findOneTimeKeys(tx: Tx, device: DevicePlace, keys: readonly NamedKey[]): Promise<NamedKey[]> {
    return tx.query<NamedKey>({
      name: 'client-api.one-time-keys-find',
      text: `SELECT algorithm, key_id AS "keyId", key FROM client_api.one_time_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3
             AND (algorithm, key_id) IN (SELECT * FROM unnest($4::text[], $5::text[]))`,
      values: [...placeValues(device), keys.map((key) => key.algorithm), keys.map((key) => key.keyId)],
    });
  }

  /** Stores keys in the order given; names that are there already stay as they are. */
  async insertOneTimeKeys(tx: Tx, device: DevicePlace, upload: KeysAtPosition): Promise<void> {
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

  /** Takes the keys that were uploaded first, oldest first, as far as there are any. */
  async takeOneTimeKeys(tx: Tx, demands: readonly KeyDemand[], nowMs: number): Promise<ClaimedKey[]> {
    return tx.query<ClaimedKey>({
      name: 'client-api.one-time-keys-take',
      text: `WITH first AS (
               SELECT k.* FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::int[])
                 AS w (partition, user_id, device_id, algorithm, number)
               CROSS JOIN LATERAL (
                 SELECT partition, user_id, device_id, algorithm, key_id, key, ordinal FROM client_api.one_time_keys o
                 WHERE o.partition = w.partition AND o.user_id = w.user_id AND o.device_id = w.device_id
                 AND o.algorithm = w.algorithm AND o.claimed_ms IS NULL ORDER BY o.ordinal LIMIT w.number
               ) k),
             taken AS (
               UPDATE client_api.one_time_keys t SET claimed_ms = $6, key = '' FROM first f
               WHERE t.partition = f.partition AND t.user_id = f.user_id AND t.device_id = f.device_id
               AND t.algorithm = f.algorithm AND t.key_id = f.key_id AND t.claimed_ms IS NULL
               RETURNING f.user_id, f.device_id, f.algorithm, f.key_id, f.key, f.ordinal)
             SELECT user_id AS "userId", device_id AS "deviceId", algorithm, key_id AS "keyId", key
             FROM taken ORDER BY ordinal`,
      values: [...claimValues(demands), demands.map(({ number }) => number), nowMs],
    });
  }

  /**
   * What devices have left to give: unclaimed one-time keys, and unused fallback keys. Algorithms without any are left
   * out.
   */
  async listLeft(tx: Tx, devices: readonly DevicePlace[]): Promise<(KeyCount & { readonly isFallback: boolean })[]> {
    return tx.query<KeyCount & { readonly isFallback: boolean }>({
      name: 'client-api.one-time-keys-left',
      text: `WITH devices AS (SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[])
               AS d (partition, user_id, device_id))
             SELECT d.user_id AS "userId", d.device_id AS "deviceId", k.algorithm, k.count, false AS "isFallback"
             FROM devices d CROSS JOIN LATERAL (
               SELECT algorithm, count(*) AS count FROM client_api.one_time_keys o
               WHERE o.partition = d.partition AND o.user_id = d.user_id AND o.device_id = d.device_id
               AND o.claimed_ms IS NULL GROUP BY algorithm) k
             UNION ALL
             SELECT d.user_id, d.device_id, f.algorithm, 1, true
             FROM devices d JOIN client_api.fallback_keys f ON f.partition = d.partition AND f.user_id = d.user_id
             AND f.device_id = d.device_id AND NOT f.used`,
      values: placesOf(devices),
    });
  }

  /** Unclaimed keys by device and algorithm; an algorithm whose keys were all handed out lately counts 0. */
  async countOneTimeKeys(db: Tx, partition: number, devices: readonly DeviceName[]): Promise<KeyCount[]> {
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
  async removeOneTimeKeys(tx: Tx, device: DevicePlace, beforePosition: number): Promise<void> {
    await tx.query({
      name: 'client-api.one-time-keys-remove',
      text: `DELETE FROM client_api.one_time_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position < $4`,
      values: [...placeValues(device), beforePosition],
    });
  }

  /** Replaces the key of its algorithm. The same key again stays marked as used. */
  async putFallbackKey(tx: Tx, device: DevicePlace, key: NamedKey & { readonly position: number }): Promise<void> {
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
  async takeFallbackKeys(tx: Tx, claims: readonly KeyClaim[]): Promise<TakenFallbackKey[]> {
    return tx.query<TakenFallbackKey>({
      name: 'client-api.fallback-keys-take',
      text: `WITH wanted AS (
               SELECT f.* FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[])
                 AS w (partition, user_id, device_id, algorithm)
               JOIN client_api.fallback_keys f USING (partition, user_id, device_id, algorithm)),
             marked AS (
               UPDATE client_api.fallback_keys f SET used = true FROM wanted w
               WHERE f.partition = w.partition AND f.user_id = w.user_id AND f.device_id = w.device_id
               AND f.algorithm = w.algorithm AND NOT f.used)
             SELECT user_id AS "userId", device_id AS "deviceId", algorithm, key_id AS "keyId", key, used FROM wanted`,
      values: claimValues(claims),
    });
  }

  /** Algorithms for which a device has a fallback key that was not handed out yet. */
  async unusedFallbackKeys(
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
  async removeFallbackKeys(tx: Tx, device: DevicePlace, beforePosition: number): Promise<void> {
    await tx.query({
      name: 'client-api.fallback-keys-remove',
      text: `DELETE FROM client_api.fallback_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position < $4`,
      values: [device.partition, device.userId, device.deviceId, beforePosition],
    });
  }

  /** How many keys devices have left to give: one answer per device, in the order given. */
  async count(db: Tx, partition: number, devices: readonly DeviceName[]): Promise<DeviceKeyCounts[]> {
    if (devices.length === 0) return [];
    const answers = new Map(devices.map((device) => [nameOf(device), { ...device, ...noKeys() }]));
    for (const row of await this.countOneTimeKeys(db, partition, devices)) {
      const answer = answers.get(nameOf(row));
      if (answer) answer.oneTimeKeys[row.algorithm] = row.count;
    }
    for (const row of await this.unusedFallbackKeys(db, partition, devices)) {
      answers.get(nameOf(row))?.unusedFallbackKeyTypes.push(row.algorithm);
    }
    return [...answers.values()];
  }
}

function placeValues(device: DevicePlace): (string | number)[] {
  return [device.partition, device.userId, device.deviceId];
}

function claimValues(claims: readonly KeyClaim[]): (string | number)[][] {
  return [...placesOf(claims), claims.map((claim) => claim.algorithm)];
}

function noKeys(): KeyCounts {
  return { oneTimeKeys: {}, unusedFallbackKeyTypes: [] };
}

function nameOf(device: DeviceName): string {
  return `${device.userId} ${device.deviceId}`;
}
