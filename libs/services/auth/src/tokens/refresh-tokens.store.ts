import { Injectable } from '@nestjs/common';
import type { DeviceId, UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { TokenAddress } from './token-mint.js';
import type { NewRefreshToken, RefreshTokenState, TokenOwner } from './token.js';

interface RefreshTokenRow {
  token_hash: Buffer;
  user_id: UserId;
  device_id: DeviceId;
  replaces: Buffer | null;
  successor_salt: Buffer | null;
  is_consumed: boolean;
}

const COLUMNS = 'token_hash, user_id, device_id, replaces, successor_salt, consumed_at_ms IS NOT NULL AS is_consumed';

/** SQL of `auth.refresh_tokens`. */
@Injectable()
export class RefreshTokensStore {
  constructor(private readonly partitions: Partitions) {}

  async find(tx: Tx, address: TokenAddress): Promise<RefreshTokenState | undefined> {
    const [row] = await tx.query<RefreshTokenRow>({
      name: 'auth.refresh-token',
      text: `SELECT ${COLUMNS} FROM auth.refresh_tokens WHERE partition = $1 AND token_hash = $2`,
      values: [address.partition, address.hash],
    });
    return row && toState(row);
  }

  /** Stores the token unless it is there already from an earlier try of the same refresh. */
  async put(tx: Tx, owner: TokenOwner, token: NewRefreshToken): Promise<void> {
    await tx.query({
      name: 'auth.refresh-token-put',
      text: `INSERT INTO auth.refresh_tokens (partition, user_id, device_id, token_hash, created_at_ms, replaces)
             VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (partition, token_hash) DO NOTHING`,
      values: [...this.#device(owner), token.hash, token.nowMs, token.replaces],
    });
  }

  async setSuccessorSalt(tx: Tx, token: RefreshTokenState, salt: Buffer): Promise<void> {
    await tx.query({
      name: 'auth.refresh-token-salt',
      text: 'UPDATE auth.refresh_tokens SET successor_salt = $3 WHERE partition = $1 AND token_hash = $2',
      values: [this.partitions.of(token.userId), token.hash, salt],
    });
  }

  /** Notes that this token's pair is in use; returns the token that it replaces, if it was not in use before. */
  async takeReplaced(tx: Tx, owner: TokenOwner, hash: Buffer): Promise<Buffer | undefined> {
    const [row] = await tx.query<{ replaces: Buffer | null }>({
      name: 'auth.refresh-token-take-replaced',
      text: `UPDATE auth.refresh_tokens AS token SET replaces = NULL
             FROM (SELECT replaces FROM auth.refresh_tokens WHERE partition = $1 AND token_hash = $2) AS before
             WHERE token.partition = $1 AND token.token_hash = $2 RETURNING before.replaces`,
      values: [this.partitions.of(owner.userId), hash],
    });
    return row?.replaces ?? undefined;
  }

  async consume(tx: Tx, owner: TokenOwner, token: { hash: Buffer; nowMs: number }): Promise<void> {
    await tx.query({
      name: 'auth.refresh-token-consume',
      text: 'UPDATE auth.refresh_tokens SET consumed_at_ms = $3 WHERE partition = $1 AND token_hash = $2',
      values: [this.partitions.of(owner.userId), token.hash, token.nowMs],
    });
  }

  /** Forgets tokens of the device that were consumed before a time. */
  async deleteConsumed(tx: Tx, owner: TokenOwner, beforeMs: number): Promise<void> {
    await tx.query({
      name: 'auth.refresh-tokens-delete-consumed',
      text: `DELETE FROM auth.refresh_tokens
             WHERE partition = $1 AND user_id = $2 AND device_id = $3 AND consumed_at_ms < $4`,
      values: [...this.#device(owner), beforeMs],
    });
  }

  async deleteAll(tx: Tx, owner: TokenOwner): Promise<void> {
    await tx.query({
      name: 'auth.refresh-tokens-delete',
      text: 'DELETE FROM auth.refresh_tokens WHERE partition = $1 AND user_id = $2 AND device_id = $3',
      values: this.#device(owner),
    });
  }

  #device(owner: TokenOwner): unknown[] {
    return [this.partitions.of(owner.userId), owner.userId, owner.deviceId];
  }
}

function toState(row: RefreshTokenRow): RefreshTokenState {
  return {
    hash: row.token_hash,
    userId: row.user_id,
    deviceId: row.device_id,
    replaces: row.replaces ?? undefined,
    successorSalt: row.successor_salt ?? undefined,
    isConsumed: row.is_consumed,
  };
}
