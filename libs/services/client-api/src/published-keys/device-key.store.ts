import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { DevicePlace } from '../users/local-users.js';

/** A device within one partition. */
export interface DeviceName {
  readonly userId: string;
  readonly deviceId: string;
}

export interface StoredDeviceKeys extends DeviceName {
  /** JSON as uploaded. */
  readonly keys: string;
}

/** Table `device_keys`. Its rows are the locks under which the keys of a device change. */
@Injectable()
export class DeviceKeyStore {
  /**
   * Locks a device for an upload until `tx` ends, making its row when there is none.
   * @param position how far the user log is
   * @returns JSON of its identity keys, if any
   */
  async lock(tx: Tx, device: DevicePlace, position: number): Promise<string | undefined> {
    const [row] = await tx.query<{ keys: string | null }>({
      name: 'client-api.device-keys-lock',
      text: `INSERT INTO client_api.device_keys (partition, user_id, device_id, position) VALUES ($1, $2, $3, $4)
             ON CONFLICT (partition, user_id, device_id) DO UPDATE SET position = EXCLUDED.position RETURNING keys`,
      values: [device.partition, device.userId, device.deviceId, position],
    });
    return row?.keys ?? undefined;
  }

  /** Locks those of the devices that have a row, always in the same order. */
  async lockAll(tx: Tx, partition: number, devices: readonly DeviceName[]): Promise<void> {
    await tx.query({
      name: 'client-api.device-keys-lock-all',
      text: `SELECT FROM client_api.device_keys
             WHERE partition = $1 AND (user_id, device_id) IN (SELECT * FROM unnest($2::text[], $3::text[]))
             ORDER BY user_id, device_id FOR UPDATE`,
      values: [partition, devices.map((device) => device.userId), devices.map((device) => device.deviceId)],
    });
  }

  async put(tx: Tx, device: DevicePlace, keys: string): Promise<void> {
    await tx.query({
      name: 'client-api.device-keys-put',
      text: `UPDATE client_api.device_keys SET keys = $4 WHERE partition = $1 AND user_id = $2 AND device_id = $3`,
      values: [device.partition, device.userId, device.deviceId, keys],
    });
  }

  /** Identity keys of all devices of users of one partition. */
  async list(db: Tx, partition: number, userIds: readonly string[]): Promise<StoredDeviceKeys[]> {
    return db.query<StoredDeviceKeys>({
      name: 'client-api.device-keys-list',
      text: `SELECT user_id AS "userId", device_id AS "deviceId", keys FROM client_api.device_keys
             WHERE partition = $1 AND user_id = ANY($2::text[]) AND keys IS NOT NULL ORDER BY user_id, device_id`,
      values: [partition, userIds],
    });
  }

  /**
   * Removes a device that uploaded nothing since a position of the user log.
   * @returns whether it did
   */
  async remove(tx: Tx, device: DevicePlace, beforePosition: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'client-api.device-keys-remove',
      text: `DELETE FROM client_api.device_keys
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position < $4 RETURNING 1 AS removed`,
      values: [device.partition, device.userId, device.deviceId, beforePosition],
    });
    return rows.length > 0;
  }
}
