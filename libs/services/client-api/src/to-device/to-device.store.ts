import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { DevicePlace } from '../users/local-users.js';

/** A message that waits for its device. */
export interface WaitingMessage {
  readonly position: number;
  /** JSON of the event: content, sender, type. */
  readonly event: string;
}

export interface PlacedMessage extends DevicePlace, WaitingMessage {}

/** Table `to_device_messages`. */
@Injectable()
export class ToDeviceStore {
  async insert(tx: Tx, messages: readonly PlacedMessage[]): Promise<void> {
    await tx.query({
      name: 'client-api.to-device-insert',
      text: `INSERT INTO client_api.to_device_messages (partition, user_id, device_id, position, event)
             SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::text[])`,
      values: [
        messages.map((message) => message.partition),
        messages.map((message) => message.userId),
        messages.map((message) => message.deviceId),
        messages.map((message) => message.position),
        messages.map((message) => message.event),
      ],
    });
  }

  /** Messages after a position, in order of arrival. */
  async list(
    db: Tx,
    device: DevicePlace,
    range: { readonly after: number; readonly limit: number },
  ): Promise<WaitingMessage[]> {
    return db.query<WaitingMessage>({
      name: 'client-api.to-device-list',
      text: `SELECT position, event FROM client_api.to_device_messages
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position > $4 ORDER BY position LIMIT $5`,
      values: [device.partition, device.userId, device.deviceId, range.after, range.limit],
    });
  }

  /**
   * Removes messages up to a position, inclusive.
   * @returns whether there were any
   */
  async remove(tx: Tx, device: DevicePlace, upToPosition: number): Promise<boolean> {
    const [row] = await tx.query<{ removed: number }>({
      name: 'client-api.to-device-remove',
      text: `WITH removed AS (
               DELETE FROM client_api.to_device_messages
               WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND position <= $4 RETURNING 1)
             SELECT count(*) AS removed FROM removed`,
      values: [device.partition, device.userId, device.deviceId, upToPosition],
    });
    return (row?.removed ?? 0) > 0;
  }
}
