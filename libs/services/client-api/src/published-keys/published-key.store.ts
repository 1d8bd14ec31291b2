import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import { type DevicePlace, LocalUsers, placesOf, type UserPlace } from '../users/local-users.js';

/** A device within one partition. */
export interface DeviceName {
  readonly userId: string;
  readonly deviceId: string;
}

export interface StoredDeviceKeys extends DeviceName {
  /** Canonical JSON as uploaded, without `unsigned`. */
  readonly keys: string;
}

/** What a cross-signing key is for (Client-Server API, "Cross-signing"). */
export type KeyUsage = 'master' | 'self_signing' | 'user_signing';

export interface CrossSigningKey {
  readonly usage: KeyUsage;
  /** Unpadded Base64. */
  readonly publicKey: string;
  /** Canonical JSON as uploaded, without `unsigned`. */
  readonly key: string;
}

export interface StoredCrossSigningKey extends CrossSigningKey {
  readonly userId: string;
}

/** Users of one partition, of whom something is asked. */
export interface AskedUsers {
  readonly partition: number;
  readonly userIds: readonly string[];
}

/** Who asks. */
export interface KeyView {
  readonly viewer: string;
  /** Told with one key. */
  readonly signaturesMax: number;
}

/**
 * Signatures on a key that a viewer may see: her own, which come first, and its owner's (Client-Server API, "Key and
 * signature security").
 */
export interface SeenSignatures {
  readonly signatures: readonly (readonly [signerUserId: string, signerKeyId: string, signature: string])[];
}

/** A device that exists, as it is seen. */
export interface SeenDevice extends StoredDeviceKeys, SeenSignatures {
  readonly displayName: string | null;
}

/** Devices in the order of the users asked for, then of their ids. */
export interface DevicesPage {
  readonly devices: readonly SeenDevice[];
  /** Whether there are none after them. */
  readonly isLast: boolean;
}

/** A signature on a key of a user. */
export interface KeySignature extends UserPlace {
  /** The signed key: a device id or the public part of a cross-signing key. */
  readonly keyId: string;
  readonly signerUserId: string;
  /** With the algorithm: `ed25519:ABC`. */
  readonly signerKeyId: string;
  readonly signature: string;
}

/** The users of $2, each with its partition of $1: nothing is joined across partitions. */
const ASKED_USERS =
  'SELECT * FROM unnest($1::smallint[], $2::text[]) WITH ORDINALITY AS asked (partition, user_id, nth)';

/** {@link SeenSignatures} on a key of the table `k`; $3 is the viewer, $4 how many. */
function seenSignatures(keyId: string): string {
  return `(SELECT coalesce(json_agg(json_build_array(signer_user_id, signer_key_id, signature)), '[]') FROM (
             SELECT signer_user_id, signer_key_id, signature FROM client_api.key_signatures s
             WHERE s.partition = k.partition AND s.user_id = k.user_id AND s.key_id = ${keyId}
               AND s.signer_user_id IN (k.user_id, $3)
             ORDER BY signer_user_id <> $3, signer_user_id, signer_key_id LIMIT $4) seen) AS signatures`;
}

/**
 * Tables `device_keys`, whose rows are the locks under which the keys of a device change, `cross_signing_keys` and
 * `key_signatures`.
 */
@Injectable()
export class PublishedKeyStore {
  constructor(private readonly localUsers: LocalUsers) {}

  /**
   * Locks a device for an upload until `tx` ends, making its row when there is none.
   * @param position how far the user log is
   * @returns JSON of its identity keys, if any
   */
  async lockDevice(tx: Tx, device: DevicePlace, position: number): Promise<string | undefined> {
    const [row] = await tx.query<{ keys: string | null }>({
      name: 'client-api.device-keys-lock',
      text: `INSERT INTO client_api.device_keys (partition, user_id, device_id, position) VALUES ($1, $2, $3, $4)
             ON CONFLICT (partition, user_id, device_id) DO UPDATE SET position = EXCLUDED.position RETURNING keys`,
      values: [device.partition, device.userId, device.deviceId, position],
    });
    return row?.keys ?? undefined;
  }

  /** Locks those of the devices that have a row, always in the same order. */
  async lockDevices(tx: Tx, devices: readonly DevicePlace[]): Promise<void> {
    await tx.query({
      name: 'client-api.device-keys-lock-all',
      text: `SELECT FROM unnest($1::smallint[], $2::text[], $3::text[]) AS asked (partition, user_id, device_id)
             JOIN client_api.device_keys k USING (partition, user_id, device_id)
             ORDER BY k.partition, k.user_id, k.device_id FOR UPDATE OF k`,
      values: placesOf(devices),
    });
  }

  async putDeviceKeys(tx: Tx, device: DevicePlace, keys: string): Promise<void> {
    await tx.query({
      name: 'client-api.device-keys-put',
      text: `UPDATE client_api.device_keys SET keys = $4 WHERE partition = $1 AND user_id = $2 AND device_id = $3`,
      values: [device.partition, device.userId, device.deviceId, keys],
    });
  }

  /** Identity keys of some devices of a user. */
  async findDeviceKeys(db: Tx, user: UserPlace, deviceIds: readonly string[]): Promise<StoredDeviceKeys[]> {
    return db.query<StoredDeviceKeys>({
      name: 'client-api.device-keys-find',
      text: `SELECT user_id AS "userId", device_id AS "deviceId", keys FROM client_api.device_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = ANY($3::text[]) AND keys IS NOT NULL
             ORDER BY device_id`,
      values: [user.partition, user.userId, deviceIds],
    });
  }

  /**
   * The devices of some users that exist and have identity keys, those of the first user after the given one. What is
   * read is a page of them, however many there are.
   */
  async listDevices(
    db: Tx,
    userIds: readonly string[],
    page: { readonly afterDevice: string; readonly limit: number; readonly bytesMax: number } & KeyView,
  ): Promise<DevicesPage> {
    const partitions = userIds.map((userId) => this.localUsers.placeOf(userId).partition);
    const devices = await db.query<DevicesPage['devices'][number] & { readonly found: number }>({
      name: 'client-api.devices-list',
      text: `SELECT user_id AS "userId", device_id AS "deviceId", keys, display_name AS "displayName", found,
               ${seenSignatures('k.device_id')} FROM (
               SELECT *, count(*) OVER () AS found, sum(size) OVER (ORDER BY nth, device_id) - size AS before FROM (
                 SELECT nth, asked.partition, asked.user_id, device_id, keys, display_name, octet_length(keys) AS size
                 FROM (${ASKED_USERS} ORDER BY nth) asked CROSS JOIN LATERAL (
                   SELECT device_id, keys, display_name FROM client_api.device_keys
                   JOIN auth.published_devices USING (partition, user_id, device_id)
                   WHERE partition = asked.partition AND user_id = asked.user_id AND keys IS NOT NULL
                     AND (nth > 1 OR device_id > $5) ORDER BY device_id LIMIT $6) devices
                 ORDER BY nth, device_id LIMIT $6) page
             ) k WHERE before < $7 ORDER BY nth, device_id`,
      values: [partitions, userIds, page.viewer, page.signaturesMax, page.afterDevice, page.limit, page.bytesMax],
    });
    const found = devices[0]?.found ?? 0;
    return { devices, isLast: devices.length === found && found < page.limit };
  }

  /**
   * Removes a device that uploaded nothing since a position of the user log.
   * @returns whether it did
   */
  async removeDevice(tx: Tx, device: DevicePlace, beforePosition: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'client-api.device-keys-remove',
      text: `DELETE FROM client_api.device_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position < $4 RETURNING 1 AS removed`,
      values: [device.partition, device.userId, device.deviceId, beforePosition],
    });
    return rows.length > 0;
  }

  /** Cross-signing keys of users of one partition. */
  async listCrossSigningKeys(db: Tx, { partition, userIds }: AskedUsers): Promise<StoredCrossSigningKey[]> {
    return db.query<StoredCrossSigningKey>({
      name: 'client-api.cross-signing-list',
      text: `SELECT user_id AS "userId", usage, public_key AS "publicKey", key FROM client_api.cross_signing_keys
             WHERE partition = $1 AND user_id = ANY($2::text[]) ORDER BY user_id, usage`,
      values: [partition, userIds],
    });
  }

  /** As they are seen, in the order of the users: a user-signing key by its owner only. */
  async listSeenKeys(
    db: Tx,
    userIds: readonly string[],
    view: KeyView & { readonly usages: readonly KeyUsage[] },
  ): Promise<(StoredCrossSigningKey & SeenSignatures)[]> {
    const partitions = userIds.map((userId) => this.localUsers.placeOf(userId).partition);
    return db.query<StoredCrossSigningKey & SeenSignatures>({
      name: 'client-api.cross-signing-list-seen',
      text: `SELECT user_id AS "userId", usage, public_key AS "publicKey", key, ${seenSignatures('k.public_key')}
             FROM (${ASKED_USERS}) asked JOIN client_api.cross_signing_keys k USING (partition, user_id)
             WHERE usage = ANY($5::text[]) AND (usage <> 'user_signing' OR user_id = $3) ORDER BY nth`,
      values: [partitions, userIds, view.viewer, view.signaturesMax, view.usages],
    });
  }

  async putCrossSigningKey(tx: Tx, user: UserPlace, key: CrossSigningKey): Promise<void> {
    await tx.query({
      name: 'client-api.cross-signing-put',
      text: `INSERT INTO client_api.cross_signing_keys (partition, user_id, usage, public_key, key)
             VALUES ($1, $2, $3, $4, $5)
             ON CONFLICT (partition, user_id, usage)
             DO UPDATE SET public_key = EXCLUDED.public_key, key = EXCLUDED.key`,
      values: [user.partition, user.userId, key.usage, key.publicKey, key.key],
    });
  }

  async removeCrossSigningKey(tx: Tx, user: UserPlace, usage: KeyUsage): Promise<void> {
    await tx.query({
      name: 'client-api.cross-signing-remove',
      text: 'DELETE FROM client_api.cross_signing_keys WHERE partition = $1 AND user_id = $2 AND usage = $3',
      values: [user.partition, user.userId, usage],
    });
  }

  /** Keeps signatures that were uploaded apart from the keys they are on. */
  async putSignatures(tx: Tx, signatures: readonly KeySignature[]): Promise<void> {
    await tx.query({
      name: 'client-api.key-signatures-put',
      text: `INSERT INTO client_api.key_signatures
               (partition, user_id, key_id, signer_user_id, signer_key_id, signature)
             SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
               AS s (partition, user_id, key_id, signer_user_id, signer_key_id, signature)
             ORDER BY partition, user_id, key_id, signer_user_id, signer_key_id
             ON CONFLICT (partition, user_id, key_id, signer_user_id, signer_key_id)
             DO UPDATE SET signature = EXCLUDED.signature`,
      values: [
        signatures.map((row) => row.partition),
        signatures.map((row) => row.userId),
        signatures.map((row) => row.keyId),
        signatures.map((row) => row.signerUserId),
        signatures.map((row) => row.signerKeyId),
        signatures.map((row) => row.signature),
      ],
    });
  }

  /** Removes all signatures on a key. */
  async removeSignatures(tx: Tx, user: UserPlace, keyId: string): Promise<void> {
    await tx.query({
      name: 'client-api.key-signatures-remove',
      text: 'DELETE FROM client_api.key_signatures WHERE partition = $1 AND user_id = $2 AND key_id = $3',
      values: [user.partition, user.userId, keyId],
    });
  }
}
