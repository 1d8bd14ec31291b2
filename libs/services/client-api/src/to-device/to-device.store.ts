import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import { type DevicePlace, placesOf } from '../users/local-users.js';

/** A message that waits for its device. */
export interface WaitingMessage {
  readonly position: number;
  /** JSON of the event: content, sender, type. */
  readonly event: string;
}

export interface PlacedMessage extends DevicePlace, WaitingMessage {}

/** Messages of a device up to a position, inclusive. */
export interface RemovedUpTo extends DevicePlace {
  readonly upToPosition: number;
}

/** What makes a request the same as an earlier one of the device (Client-Server API, "Transaction identifiers"). */
export interface ToDeviceTxn {
  readonly eventType: string;
  readonly txnId: string;
}

/** Tables `to_device_messages` and `to_device_transactions`. */
@Injectable()
export class ToDeviceStore {
  async insert(tx: Tx, messages: readonly PlacedMessage[]): Promise<void> {
    await tx.query({
      name: 'client-api.to-device-insert',
      text: `INSERT INTO client_api.to_device_messages (partition, user_id, device_id, position, event)
             SELECT * FROM unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[], $5::text[])`,
      values: [
        ...placesOf(messages),
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
   * Removes messages of devices, of each user one.
   * @returns users of whose device there were any
   */
  async remove(tx: Tx, upTo: readonly RemovedUpTo[]): Promise<string[]> {
    const rows = await tx.query<{ userId: string }>({
      name: 'client-api.to-device-remove',
      text: `WITH removed AS (
               DELETE FROM client_api.to_device_messages m
               USING unnest($1::smallint[], $2::text[], $3::text[], $4::bigint[])
                 AS u (partition, user_id, device_id, position)
               WHERE m.partition = u.partition AND m.user_id = u.user_id AND m.device_id = u.device_id
               AND m.position <= u.position RETURNING m.user_id)
             SELECT DISTINCT user_id AS "userId" FROM removed`,
      values: [...placesOf(upTo), upTo.map(({ upToPosition }) => upToPosition)],
    });
    return rows.map(({ userId }) => userId);
  }

  /**
   * Remembers transaction ids, of each user one. Another transaction that holds the same one is waited for.
   * @returns users whose one was not known
   */
  async rememberTxns(tx: Tx, requests: readonly (DevicePlace & ToDeviceTxn)[], createdMs: number): Promise<string[]> {
    const rows = await tx.query<{ userId: string }>({
      name: 'client-api.to-device-txn-insert',
      text: `INSERT INTO client_api.to_device_transactions
               (partition, user_id, device_id, event_type, txn_id, created_ms)
             SELECT t.*, $6 FROM unnest($1::smallint[], $2::text[], $3::text[], $4::text[], $5::text[])
               AS t (partition, user_id, device_id, event_type, txn_id)
             ORDER BY partition, user_id, device_id, event_type, txn_id
             ON CONFLICT DO NOTHING RETURNING user_id AS "userId"`,
      values: [
        ...placesOf(requests),
        requests.map(({ eventType }) => eventType),
        requests.map(({ txnId }) => txnId),
        createdMs,
      ],
    });
    return rows.map(({ userId }) => userId);
  }

  /** Forgets transaction ids of devices from before a time. */
  async forgetTxns(tx: Tx, senders: readonly DevicePlace[], beforeMs: number): Promise<void> {
    await tx.query({
      name: 'client-api.to-device-txn-forget',
      text: `DELETE FROM client_api.to_device_transactions t
             USING unnest($1::smallint[], $2::text[], $3::text[]) AS s (partition, user_id, device_id)
             WHERE t.partition = s.partition AND t.user_id = s.user_id AND t.device_id = s.device_id
             AND t.created_ms < $4`,
      values: [...placesOf(senders), beforeMs],
    });
  }
}
