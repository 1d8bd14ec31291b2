import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';

/** What orders changes to users' data: a lock for each user, and the positions of the user log. */
@Injectable()
export class UserLogStore {
  /** Waits for other holders; held until `tx` ends. Taken before any row of the user and before the user log. */
  async lockUser(tx: Tx, userId: string): Promise<void> {
    await tx.query({
      name: 'client-api.user-lock',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [userId],
    });
  }

  /** Position of the last entry that the snapshot of `tx` holds. */
  async position(tx: Tx, partition: number): Promise<number> {
    const [row] = await tx.query<{ position: number }>({
      name: 'client-api.user-log-position',
      text: 'SELECT position FROM user_log.partitions WHERE partition = $1',
      values: [partition],
    });
    if (!row) throw new Error(`user_log.partitions has no row ${partition}`);
    return row.position;
  }
}
