import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';

/** Orders changes to one user's data that read before they write. */
@Injectable()
export class UserLockStore {
  /** Waits for other holders; held until `tx` ends. Taken before any row of the user and before the user log. */
  async take(tx: Tx, userId: string): Promise<void> {
    await tx.query({
      name: 'client-api.user-lock',
      text: 'SELECT pg_advisory_xact_lock(hashtextextended($1, 0))',
      values: [userId],
    });
  }
}
