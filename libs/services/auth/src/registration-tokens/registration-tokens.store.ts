import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import { type FindOptionsWhere, IsNull, MoreThan, Or, Raw } from 'typeorm';
import { Partitions } from '../accounts/partitions.js';
import { RegistrationToken } from './registration-token.entity.js';

/** A registration token to be made. */
export interface NewRegistrationToken {
  readonly hash: Buffer;
  /** Undefined: any number. */
  readonly usesAllowed: number | undefined;
  /** Undefined: never. */
  readonly expiresAtMs: number | undefined;
}

/** Rows of `auth.registration_tokens`. */
@Injectable()
export class RegistrationTokensStore {
  constructor(private readonly partitions: Partitions) {}

  /** False when there is such a token already. */
  async insert(tx: Tx, token: NewRegistrationToken, nowMs: number): Promise<boolean> {
    const { hash, usesAllowed = null, expiresAtMs = null } = token;
    const row = { ...this.#address(hash), usesAllowed, createdAtMs: nowMs, expiresAtMs };
    const { raw } = await tx.entities(RegistrationToken, (tokens) =>
      tokens.createQueryBuilder().insert().values(row).orIgnore().returning('token_hash').updateEntity(false).execute(),
    );
    return (raw as unknown[]).length > 0;
  }

  /** Whether the token could make an account now. */
  isValid(tx: Tx, hash: Buffer, nowMs: number): Promise<boolean> {
    return tx.entities(RegistrationToken, (tokens) => tokens.existsBy(this.#valid(hash, nowMs)));
  }

  /** Counts one account made with the token; false when it is not valid any more. */
  async use(tx: Tx, hash: Buffer, nowMs: number): Promise<boolean> {
    const more = { usesCompleted: () => 'uses_completed + 1' };
    const { affected } = await tx.entities(RegistrationToken, (tokens) =>
      tokens.update(this.#valid(hash, nowMs), more),
    );
    return affected === 1;
  }

  #address(hash: Buffer): Pick<RegistrationToken, 'partition' | 'tokenHash'> {
    return { partition: this.partitions.of(hash.toString('hex')), tokenHash: hash };
  }

  /** Any of these alternatives. */
  #valid(hash: Buffer, nowMs: number): FindOptionsWhere<RegistrationToken> {
    return {
      ...this.#address(hash),
      usesCompleted: Raw((completed) => `${completed} < coalesce(uses_allowed, ${completed} + 1)`),
      expiresAtMs: Or(IsNull(), MoreThan(nowMs)),
    };
  }
}
