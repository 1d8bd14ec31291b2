import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

/** One account data event's place within a user's data. */
export interface AccountDataSlot {
  /** Empty: global. */
  readonly roomId: string;
  readonly type: string;
}

export interface StoredAccountData extends AccountDataSlot {
  /** JSON object. */
  readonly content: string;
  /** User log entry of the last change. */
  readonly position: number;
}

/** How much account data a user has. */
export interface AccountDataWeight {
  readonly count: number;
  /** Of the contents. */
  readonly bytes: number;
}

/** Table `account_data`. */
@Injectable()
export class AccountDataStore {
  /** @returns JSON of the content */
  async find(db: Tx, user: UserPlace, slot: AccountDataSlot): Promise<string | undefined> {
    const [row] = await db.query<{ content: string }>({
      name: 'client-api.account-data-find',
      text: `SELECT content FROM client_api.account_data
             WHERE partition = $1 AND user_id = $2 AND room_id = $3 AND type = $4`,
      values: [user.partition, user.userId, slot.roomId, slot.type],
    });
    return row?.content;
  }

  async list(db: Tx, user: UserPlace): Promise<StoredAccountData[]> {
    return db.query<StoredAccountData>({
      name: 'client-api.account-data-list',
      text: `SELECT room_id AS "roomId", type, content, position FROM client_api.account_data
             WHERE partition = $1 AND user_id = $2 ORDER BY room_id, type`,
      values: [user.partition, user.userId],
    });
  }

  async weigh(db: Tx, user: UserPlace): Promise<AccountDataWeight> {
    const [row] = await db.query<AccountDataWeight>({
      name: 'client-api.account-data-weigh',
      text: `SELECT count(*) AS count, coalesce(sum(octet_length(content)), 0)::bigint AS bytes
             FROM client_api.account_data WHERE partition = $1 AND user_id = $2`,
      values: [user.partition, user.userId],
    });
    return row ?? { count: 0, bytes: 0 };
  }

  async put(tx: Tx, user: UserPlace, data: StoredAccountData): Promise<void> {
    await tx.query({
      name: 'client-api.account-data-put',
      text: `INSERT INTO client_api.account_data (partition, user_id, room_id, type, content, position)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (partition, user_id, room_id, type)
             DO UPDATE SET content = EXCLUDED.content, position = EXCLUDED.position`,
      values: [user.partition, user.userId, data.roomId, data.type, data.content, data.position],
    });
  }
}
