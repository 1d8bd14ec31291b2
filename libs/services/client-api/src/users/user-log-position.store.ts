import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';

/** How far the user log is, within a snapshot of the rows that its entries tell of. */
@Injectable()
export class UserLogPositionStore {
  /** Position of the last entry that the snapshot of `tx` holds. */
  async read(tx: Tx, partition: number): Promise<number> {
    const [row] = await tx.query<{ position: number }>({
      name: 'client-api.user-log-position',
      text: 'SELECT position FROM user_log.partitions WHERE partition = $1',
      values: [partition],
    });
    if (!row) throw new Error(`user_log.partitions has no row ${partition}`);
    return row.position;
  }
}
