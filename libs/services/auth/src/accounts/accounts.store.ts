import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import type { Account, NewAccount } from './account.js';
import { Partitions } from './partitions.js';

interface AccountRow {
  user_id: UserId;
  password_hash: string | null;
  is_admin: boolean;
  is_deactivated: boolean;
}

const COLUMNS = 'user_id, password_hash, is_admin, deactivated_at_ms IS NOT NULL AS is_deactivated';

/** SQL of `auth.accounts`. */
@Injectable()
export class AccountsStore {
  constructor(private readonly partitions: Partitions) {}

  async find(tx: Tx, userId: UserId): Promise<Account | undefined> {
    const [row] = await tx.query<AccountRow>({
      name: 'auth.account',
      text: `SELECT ${COLUMNS} FROM auth.accounts WHERE partition = $1 AND user_id = $2`,
      values: [this.partitions.of(userId), userId],
    });
    return row && toAccount(row);
  }

  /** The account, locked until the transaction ends. */
  async lock(tx: Tx, userId: UserId): Promise<Account | undefined> {
    const [row] = await tx.query<AccountRow>({
      name: 'auth.account-lock',
      text: `SELECT ${COLUMNS} FROM auth.accounts WHERE partition = $1 AND user_id = $2 FOR NO KEY UPDATE`,
      values: [this.partitions.of(userId), userId],
    });
    return row && toAccount(row);
  }

  /** Which of the users have an account that is in use. */
  async findActive(tx: Tx, userIds: readonly string[]): Promise<string[]> {
    const rows = await tx.query<{ user_id: string }>({
      name: 'auth.accounts-active',
      text: `SELECT user_id FROM auth.accounts
             JOIN unnest($1::smallint[], $2::text[]) AS asked (partition, user_id) USING (partition, user_id)
             WHERE deactivated_at_ms IS NULL ORDER BY user_id`,
      values: [userIds.map((userId) => this.partitions.of(userId)), userIds],
    });
    return rows.map((row) => row.user_id);
  }

  /** False when the user ID is taken; waits for a transaction that is taking it. */
  async insert(tx: Tx, account: NewAccount, nowMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.account-insert',
      text: `INSERT INTO auth.accounts (partition, user_id, password_hash, is_admin, created_at_ms)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
      values: [this.partitions.of(account.userId), account.userId, account.passwordHash, account.isAdmin, nowMs],
    });
    return rows.length > 0;
  }

  async setPassword(tx: Tx, userId: UserId, passwordHash: string): Promise<void> {
    await tx.query({
      name: 'auth.account-password',
      text: 'UPDATE auth.accounts SET password_hash = $3 WHERE partition = $1 AND user_id = $2',
      values: [this.partitions.of(userId), userId, passwordHash],
    });
  }

  /**
   * From where the user came is forgotten. An erased account loses its password too: nothing about it is kept but the
   * user ID.
   */
  async deactivate(tx: Tx, userId: UserId, how: { erase: boolean; nowMs: number }): Promise<void> {
    await tx.query({
      name: 'auth.account-deactivate',
      text: `WITH forgotten AS (DELETE FROM auth.known_addresses WHERE partition = $1 AND user_id = $2)
             UPDATE auth.accounts SET deactivated_at_ms = $3, erased = $4,
               password_hash = CASE WHEN $4 THEN NULL ELSE password_hash END
             WHERE partition = $1 AND user_id = $2`,
      values: [this.partitions.of(userId), userId, how.nowMs, how.erase],
    });
  }
}

function toAccount(row: AccountRow): Account {
  return {
    userId: row.user_id,
    passwordHash: row.password_hash ?? undefined,
    isAdmin: row.is_admin,
    isDeactivated: row.is_deactivated,
  };
}
