import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { DevicePlace } from '../users/local-users.js';

/** What makes a request the same as an earlier one of the device (Client-Server API, "Transaction identifiers"). */
export interface ToDeviceTxn {
  readonly eventType: string;
  readonly txnId: string;
}

/** Table `to_device_transactions`. */
@Injectable()
export class ToDeviceTransactionStore {
  /**
   * Remembers a transaction id. A concurrent request with the same one waits here until the first has ended.
   * @returns false when it was known already
   */
  async insert(tx: Tx, sender: DevicePlace, txn: ToDeviceTxn & { readonly createdMs: number }): Promise<boolean> {
    const rows = await tx.query({
      name: 'client-api.to-device-txn-insert',
      text: `INSERT INTO client_api.to_device_transactions
               (partition, user_id, device_id, event_type, txn_id, created_ms)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING 1 AS inserted`,
      values: [sender.partition, sender.userId, sender.deviceId, txn.eventType, txn.txnId, txn.createdMs],
    });
    return rows.length > 0;
  }

  /** Forgets transaction ids of a device from before a time. */
  async forget(tx: Tx, sender: DevicePlace, beforeMs: number): Promise<void> {
    await tx.query({
      name: 'client-api.to-device-txn-forget',
      text: `DELETE FROM client_api.to_device_transactions
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND created_ms < $4`,
      values: [sender.partition, sender.userId, sender.deviceId, beforeMs],
    });
  }
}
