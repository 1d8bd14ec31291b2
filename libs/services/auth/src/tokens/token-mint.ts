import { Inject, Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { RANDOMNESS, type Randomness } from '@chappe/runtime';
import { Partitions } from '../accounts/partitions.js';
import { tokenHash } from '../token-hash.js';
import { formatToken, partitionOfToken, successorSecret, type TokenType } from './token-format.js';

/** Characters of [A-Za-z0-9] in a token: 190 bits. */
const SECRET_LENGTH = 32;
const SALT_BYTES = 32;

/** A token as a client gets it, and what is stored of it. */
export interface MintedToken {
  readonly token: string;
  readonly hash: Buffer;
}

/** Where a token's row is. */
export interface TokenAddress {
  readonly partition: number;
  readonly hash: Buffer;
}

/** Makes tokens and finds their rows. */
@Injectable()
export class TokenMint {
  constructor(
    private readonly partitions: Partitions,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** A new random token of the user. */
  mint(type: TokenType, userId: UserId): MintedToken {
    return this.#minted(type, userId, this.randomness.token(SECRET_LENGTH));
  }

  newSalt(): Buffer {
    return this.randomness.bytes(SALT_BYTES);
  }

  /** The token that replaces another after a refresh with this refresh token and salt; always the same one. */
  mintSuccessor(type: TokenType, userId: UserId, of: { refreshToken: string; salt: Buffer }): MintedToken {
    return this.#minted(type, userId, successorSecret(type, of));
  }

  /** Where the row of a token is that a client has sent; undefined when it cannot be one of ours. */
  addressOf(type: TokenType, token: string): TokenAddress | undefined {
    const partition = partitionOfToken(type, token);
    if (partition === undefined || partition >= this.partitions.count) return undefined;
    return { partition, hash: tokenHash(token) };
  }

  #minted(type: TokenType, userId: UserId, secret: string): MintedToken {
    const token = formatToken({ type, partition: this.partitions.of(userId), secret });
    return { token, hash: tokenHash(token) };
  }
}
