import { Injectable } from '@nestjs/common';
import type { DeviceId, UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { TokenAddress } from './token-mint.js';
import type { AccessTokenState, NewAccessToken, TokenOwner } from './token.js';

interface AccessTokenRow {
  user_id: UserId;
  device_id: DeviceId;
  is_admin: boolean;
  expires_at_ms: number | null;
  awaits_first_use: boolean;
  refresh_token_hash: Buffer | null;
}

/** SQL of `auth.access_tokens`. */
@Injectable()
export class AccessTokensStore {
  constructor(private readonly partitions: Partitions) {}

  /** The one query of an authenticated request. */
  async find(tx: Tx, address: TokenAddress): Promise<AccessTokenState | undefined> {
    const [row] = await tx.query<AccessTokenRow>({
      name: 'auth.access-token',
      text: `SELECT user_id, token.device_id, account.is_admin, token.expires_at_ms, token.awaits_first_use,
               token.refresh_token_hash
             FROM auth.access_tokens AS token JOIN auth.accounts AS account USING (partition, user_id)
             WHERE partition = $1 AND token.token_hash = $2`,
      values: [address.partition, address.hash],
    });
    return row && toState(row);
  }

  /** Stores the token; one that is there already, from an earlier try of the same refresh, gets the new expiry. */
  async put(tx: Tx, owner: TokenOwner, token: NewAccessToken): Promise<void> {
    await tx.query({
      name: 'auth.access-token-put',
      text: `INSERT INTO auth.access_tokens (partition, user_id, device_id, token_hash, created_at_ms, expires_at_ms,
               refresh_token_hash, awaits_first_use)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
             ON CONFLICT (partition, token_hash) DO UPDATE SET expires_at_ms = EXCLUDED.expires_at_ms`,
      values: [
        ...this.#device(owner),
        token.hash,
        token.nowMs,
        token.expiresAtMs,
        token.refreshTokenHash,
        token.awaitsFirstUse,
      ],
    });
  }

  /** Notes that the pair with this refresh token is in use. */
  async markUsed(tx: Tx, owner: TokenOwner, refreshTokenHash: Buffer): Promise<void> {
    await tx.query({
      name: 'auth.access-token-used',
      text: `UPDATE auth.access_tokens SET awaits_first_use = false
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND refresh_token_hash = $4`,
      values: [...this.#device(owner), refreshTokenHash],
    });
  }

  /** Ends the access token of a pair whose successor is in use: it counts as expired from now on. */
  async replace(tx: Tx, owner: TokenOwner, pair: { refreshTokenHash: Buffer; nowMs: number }): Promise<void> {
    await tx.query({
      name: 'auth.access-token-replace',
      text: `UPDATE auth.access_tokens SET replaced_at_ms = $5, expires_at_ms = least(expires_at_ms, $5)
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND refresh_token_hash = $4`,
      values: [...this.#device(owner), pair.refreshTokenHash, pair.nowMs],
    });
  }

  /** Forgets tokens of the device that were replaced before a time. */
  async deleteReplaced(tx: Tx, owner: TokenOwner, beforeMs: number): Promise<void> {
    await tx.query({
      name: 'auth.access-tokens-delete-replaced',
      text: `DELETE FROM auth.access_tokens
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND replaced_at_ms < $4`,
      values: [...this.#device(owner), beforeMs],
    });
  }

  /** Deletes the tokens of a device; returns how many there were. */
  async deleteAll(tx: Tx, owner: TokenOwner): Promise<number> {
    const rows = await tx.query({
      name: 'auth.access-tokens-delete',
      text: `DELETE FROM auth.access_tokens WHERE partition = $1 AND user_id = $2 AND device_id = $3 RETURNING 1`,
      values: this.#device(owner),
    });
    return rows.length;
  }

  #device(owner: TokenOwner): unknown[] {
    return [this.partitions.of(owner.userId), owner.userId, owner.deviceId];
  }
}

function toState(row: AccessTokenRow): AccessTokenState {
  return {
    userId: row.user_id,
    deviceId: row.device_id,
    isAdmin: row.is_admin,
    expiresAtMs: row.expires_at_ms ?? undefined,
    awaitsFirstUse: row.awaits_first_use,
    refreshTokenHash: row.refresh_token_hash ?? undefined,
  };
}
