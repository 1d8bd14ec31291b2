import { Injectable } from '@nestjs/common';
import type { DeviceId, UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { ClientAddress, NewDevice, Sighting, StoredDevice } from './device.js';

interface DeviceRow {
  user_id: UserId;
  device_id: DeviceId;
  display_name: string | null;
  last_seen_at_ms: number | null;
  last_seen_ip: string | null;
  last_seen_user_agent: string | null;
}

const COLUMNS = 'user_id, device_id, display_name, last_seen_at_ms, last_seen_ip, last_seen_user_agent';

/** SQL of `auth.devices`. */
@Injectable()
export class DevicesStore {
  constructor(private readonly partitions: Partitions) {}

  async find(tx: Tx, userId: UserId, deviceId: string): Promise<StoredDevice | undefined> {
    const [row] = await tx.query<DeviceRow>({
      name: 'auth.device',
      text: `SELECT ${COLUMNS} FROM auth.devices WHERE partition = $1 AND user_id = $2 AND device_id = $3`,
      values: [this.partitions.of(userId), userId, deviceId],
    });
    return row && toDevice(row);
  }

  /** The devices of these users, by user and device id. */
  async list(tx: Tx, userIds: readonly string[]): Promise<StoredDevice[]> {
    const rows = await tx.query<DeviceRow>({
      name: 'auth.devices',
      text: `SELECT ${COLUMNS} FROM auth.devices
             JOIN unnest($1::smallint[], $2::text[]) AS asked (partition, user_id) USING (partition, user_id)
             ORDER BY user_id, device_id`,
      values: [userIds.map((userId) => this.partitions.of(userId)), userIds],
    });
    return rows.map(toDevice);
  }

  async count(tx: Tx, userId: UserId): Promise<number> {
    const [row] = await tx.query<{ count: number }>({
      name: 'auth.device-count',
      text: 'SELECT count(*) AS count FROM auth.devices WHERE partition = $1 AND user_id = $2',
      values: [this.partitions.of(userId), userId],
    });
    return row?.count ?? 0;
  }

  async insert(tx: Tx, device: NewDevice & { deviceId: DeviceId }, nowMs: number): Promise<void> {
    await tx.query({
      name: 'auth.device-insert',
      text: `INSERT INTO auth.devices (partition, user_id, device_id, display_name, created_at_ms,
               last_seen_at_ms, last_seen_ip, last_seen_user_agent)
             VALUES ($1, $2, $3, $4, $5, $5, $6, $7)`,
      values: [
        this.partitions.of(device.userId),
        device.userId,
        device.deviceId,
        device.displayName,
        nowMs,
        device.client.ip,
        device.client.userAgent,
      ],
    });
  }

  /** False when the user has no such device. */
  async rename(tx: Tx, device: { userId: UserId; deviceId: string }, displayName: string): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.device-rename',
      text: `UPDATE auth.devices SET display_name = $4
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 RETURNING 1`,
      values: [this.partitions.of(device.userId), device.userId, device.deviceId, displayName],
    });
    return rows.length > 0;
  }

  /** Deletes devices and with them their tokens; returns the ids of those that existed. */
  async delete(tx: Tx, userId: UserId, deviceIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ device_id: string }>({
      name: 'auth.devices-delete',
      text: `DELETE FROM auth.devices WHERE partition = $1 AND user_id = $2 AND device_id = ANY($3::text[])
             RETURNING device_id`,
      values: [this.partitions.of(userId), userId, deviceIds],
    });
    return rows.map((row) => row.device_id).sort();
  }

  /** Deletes all devices of a user but one, when one is to stay; returns their ids. */
  async deleteAll(tx: Tx, userId: UserId, except: string | undefined): Promise<string[]> {
    const rows = await tx.query<{ device_id: string }>({
      name: 'auth.devices-delete-all',
      text: `DELETE FROM auth.devices WHERE partition = $1 AND user_id = $2 AND device_id IS DISTINCT FROM $3
             RETURNING device_id`,
      values: [this.partitions.of(userId), userId, except],
    });
    return rows.map((row) => row.device_id).sort();
  }

  /** Notes from where a device spoke. */
  async seeAt(tx: Tx, sighting: Sighting, client: ClientAddress): Promise<void> {
    await tx.query({
      name: 'auth.device-seen-at',
      text: `UPDATE auth.devices SET last_seen_at_ms = $4, last_seen_ip = $5, last_seen_user_agent = $6
             WHERE partition = $1 AND user_id = $2 AND device_id = $3`,
      values: [
        this.partitions.of(sighting.userId),
        sighting.userId,
        sighting.deviceId,
        sighting.atMs,
        client.ip,
        client.userAgent,
      ],
    });
  }

  /** Notes when devices were in use. A row that another transaction holds is left out: the next sighting writes it. */
  async see(tx: Tx, sightings: readonly Sighting[]): Promise<void> {
    await tx.query({
      name: 'auth.devices-seen',
      text: `WITH seen AS (
               SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[])
                 AS seen (partition, user_id, device_id, at_ms)
             ), free AS (
               SELECT partition, user_id, device_id, seen.at_ms FROM auth.devices
               JOIN seen USING (partition, user_id, device_id) FOR NO KEY UPDATE OF devices SKIP LOCKED
             )
             UPDATE auth.devices AS device SET last_seen_at_ms = greatest(device.last_seen_at_ms, free.at_ms)
             FROM free WHERE (device.partition, device.user_id, device.device_id) =
               (free.partition, free.user_id, free.device_id)`,
      values: [
        sightings.map((sighting) => this.partitions.of(sighting.userId)),
        sightings.map((sighting) => sighting.userId),
        sightings.map((sighting) => sighting.deviceId),
        sightings.map((sighting) => sighting.atMs),
      ],
    });
  }
}

function toDevice(row: DeviceRow): StoredDevice {
  return {
    userId: row.user_id,
    deviceId: row.device_id,
    displayName: row.display_name ?? undefined,
    lastSeenAtMs: row.last_seen_at_ms ?? undefined,
    lastSeenIp: row.last_seen_ip ?? undefined,
    lastSeenUserAgent: row.last_seen_user_agent ?? undefined,
  };
}
