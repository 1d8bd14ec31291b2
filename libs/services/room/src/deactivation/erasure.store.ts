import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';

/** Erasures of a room's senders (`room.erasures`); they are written by commits. */
@Injectable()
export class ErasureStore {
  constructor(private readonly postgres: Postgres) {}

  async has(key: RoomKey, userId: string): Promise<boolean> {
    const rows = await this.postgres.query({
      name: 'room-has-erasure',
      text: 'SELECT FROM room.erasures WHERE partition = $1 AND room_id = $2 AND user_id = $3',
      values: [key.partition, key.roomId, userId],
    });
    return rows.length > 0;
  }

  /** Removes what a user has read. The user has no session any more that could read on. */
  async removeReceipts(key: RoomKey, userId: string): Promise<void> {
    await this.postgres.query({
      name: 'room-erase-receipts',
      text: 'DELETE FROM room.receipts WHERE partition = $1 AND room_id = $2 AND user_id = $3',
      values: [key.partition, key.roomId, userId],
    });
  }
}
