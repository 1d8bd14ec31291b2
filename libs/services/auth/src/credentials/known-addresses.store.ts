import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import { KNOWN_ADDRESS_REWRITE_MS, KNOWN_ADDRESSES_MAX } from '../auth.limits.js';

/** An address from which an account was used. */
export interface KnownAddress {
  readonly userId: UserId;
  readonly address: string;
}

/** SQL of `auth.known_addresses`. */
@Injectable()
export class KnownAddressesStore {
  constructor(private readonly partitions: Partitions) {}

  /** Whether it was used since then. */
  async has(tx: Tx, { userId, address }: KnownAddress, sinceMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.known-address',
      text: `SELECT 1 FROM auth.known_addresses
             WHERE partition = $1 AND user_id = $2 AND address = $3 AND seen_at_ms > $4`,
      values: [this.partitions.of(userId), userId, address, sinceMs],
    });
    return rows.length > 0;
  }

  /** False, and nothing is written, when it was noted a short while ago. */
  async put(tx: Tx, { userId, address }: KnownAddress, nowMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.known-address-put',
      text: `INSERT INTO auth.known_addresses AS known (partition, user_id, address, seen_at_ms)
             VALUES ($1, $2, $3, $4)
             ON CONFLICT (partition, user_id, address) DO UPDATE SET seen_at_ms = EXCLUDED.seen_at_ms
             WHERE known.seen_at_ms < $5 RETURNING 1`,
      values: [this.partitions.of(userId), userId, address, nowMs, nowMs - KNOWN_ADDRESS_REWRITE_MS],
    });
    return rows.length > 0;
  }

  /** Removes the account's addresses that were not used since then, and beyond the number that is kept the oldest. */
  async removeOld(tx: Tx, userId: UserId, sinceMs: number): Promise<void> {
    await tx.query({
      name: 'auth.known-addresses-remove',
      text: `DELETE FROM auth.known_addresses WHERE partition = $1 AND user_id = $2 AND address IN (
               SELECT address FROM (
                 SELECT address, seen_at_ms, row_number() OVER (ORDER BY seen_at_ms DESC, address) AS place
                 FROM auth.known_addresses WHERE partition = $1 AND user_id = $2
               ) AS known WHERE seen_at_ms <= $3 OR place > $4)`,
      values: [this.partitions.of(userId), userId, sinceMs, KNOWN_ADDRESSES_MAX],
    });
  }
}
