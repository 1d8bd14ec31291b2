import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';

/** A registration token to be made. */
export interface NewRegistrationToken {
  readonly hash: Buffer;
  /** Undefined: any number. */
  readonly usesAllowed: number | undefined;
  /** Undefined: never. */
  readonly expiresAtMs: number | undefined;
}

/** SQL of `auth.registration_tokens`. */
@Injectable()
export class RegistrationTokensStore {
  constructor(private readonly partitions: Partitions) {}

  /** False when there is such a token already. */
  async insert(tx: Tx, token: NewRegistrationToken, nowMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.registration-token-insert',
      text: `INSERT INTO auth.registration_tokens (partition, token_hash, uses_allowed, created_at_ms, expires_at_ms)
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING RETURNING 1`,
      values: [...this.#address(token.hash), token.usesAllowed, nowMs, token.expiresAtMs],
    });
    return rows.length > 0;
  }

  /** Whether the token could make an account now. */
  async isValid(tx: Tx, hash: Buffer, nowMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.registration-token-valid',
      text: `SELECT 1 FROM auth.registration_tokens WHERE partition = $1 AND token_hash = $2
             AND (uses_allowed IS NULL OR uses_completed < uses_allowed)
             AND (expires_at_ms IS NULL OR expires_at_ms > $3)`,
      values: [...this.#address(hash), nowMs],
    });
    return rows.length > 0;
  }

  /** Counts one account made with the token; false when it is not valid any more. */
  async use(tx: Tx, hash: Buffer, nowMs: number): Promise<boolean> {
    const rows = await tx.query({
      name: 'auth.registration-token-use',
      text: `UPDATE auth.registration_tokens SET uses_completed = uses_completed + 1
             WHERE partition = $1 AND token_hash = $2
             AND (uses_allowed IS NULL OR uses_completed < uses_allowed)
             AND (expires_at_ms IS NULL OR expires_at_ms > $3) RETURNING 1`,
      values: [...this.#address(hash), nowMs],
    });
    return rows.length > 0;
  }

  #address(hash: Buffer): unknown[] {
    return [this.partitions.of(hash.toString('hex')), hash];
  }
}
