import { Injectable } from '@nestjs/common';
import type { Receipt } from '@chappe/contracts';
import { Postgres, type Tx } from '@chappe/postgres';
import type { ReceiptSlot } from '../heads/pending-receipts.js';
import type { RoomKey } from '../partitions/partitions.js';

/** Reads `room.receipts`; they are written by commits. */
@Injectable()
export class ReceiptStore {
  constructor(private readonly postgres: Postgres) {}

  /** Topological place of the event up to which the slot has read, if any. */
  async readUpTo(key: RoomKey, slot: ReceiptSlot): Promise<{ depth: number; position: number } | undefined> {
    const [row] = await this.postgres.query<{ depth: number; position: number }>({
      name: 'room-receipt',
      text: `SELECT e.depth, e.position FROM room.receipts r JOIN room.events e USING (partition, event_id)
             WHERE r.partition = $1 AND r.room_id = $2 AND r.user_id = $3 AND r.receipt_type = $4 AND r.thread_id = $5`,
      values: [key.partition, key.roomId, slot.userId, slot.receiptType, slot.threadId],
    });
    return row;
  }

  /** The newest receipts of a room, oldest first. */
  async ofRoom(key: RoomKey, limit: number, source: Tx = this.postgres): Promise<Receipt[]> {
    return source.query<Receipt>({
      name: 'room-receipts',
      text: `SELECT user_id AS "userId", receipt_type AS "receiptType", event_id AS "eventId", thread_id AS "threadId",
               timestamp_ms AS "timestampMs", position
             FROM (SELECT * FROM room.receipts WHERE partition = $1 AND room_id = $2
                   ORDER BY position DESC LIMIT $3) newest
             ORDER BY position`,
      values: [key.partition, key.roomId, limit],
    });
  }
}
