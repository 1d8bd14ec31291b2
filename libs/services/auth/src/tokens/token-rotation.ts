import { Inject, Injectable } from '@nestjs/common';
import type { NewEntry } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { REPLACED_TOKEN_RETENTION_MS } from '../auth.limits.js';
import { sessionEnded } from '../devices/device-entries.js';
import { AccessTokensStore } from './access-tokens.store.js';
import { RefreshTokensStore } from './refresh-tokens.store.js';
import { TokenMint } from './token-mint.js';
import type { IssuedTokens, RefreshTokenState, TokenOwner } from './token.js';
import { Tokens } from './tokens.js';

/**
 * Replacing a pair of tokens by the next (client-server-api/#refreshing-access-tokens): a refresh makes the next pair,
 * the first use of either of its tokens ends the pair before. Until then every repeat of the refresh, from whichever
 * process of the client, gives the same next pair. Changes need the account's lock.
 */
@Injectable()
export class TokenRotation {
  constructor(
    private readonly tokens: Tokens,
    private readonly accessTokens: AccessTokensStore,
    private readonly refreshTokens: RefreshTokensStore,
    private readonly mint: TokenMint,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The refresh token as stored, consumed ones too for a while. */
  async find(tx: Tx, refreshToken: string): Promise<RefreshTokenState | undefined> {
    const address = this.mint.addressOf('refresh', refreshToken);
    return address && this.refreshTokens.find(tx, address);
  }

  /** The next pair. The state must have been read under the account's lock. */
  async rotate(tx: Tx, refreshToken: string, state: RefreshTokenState): Promise<IssuedTokens> {
    const salt = state.successorSalt ?? this.mint.newSalt();
    if (!state.successorSalt) await this.refreshTokens.setSuccessorSalt(tx, state, salt);
    return this.tokens.putPair(tx, state, {
      access: this.mint.mintSuccessor('access', state.userId, { refreshToken, salt }),
      refresh: this.mint.mintSuccessor('refresh', state.userId, { refreshToken, salt }),
      replaces: state.hash,
    });
  }

  /** A token of the pair with this refresh token is in use: ends the pair before, unless that was done earlier. */
  async confirm(tx: Tx, owner: TokenOwner, refreshTokenHash: Buffer): Promise<NewEntry[]> {
    const replaced = await this.refreshTokens.takeReplaced(tx, owner, refreshTokenHash);
    if (!replaced) return [];
    const nowMs = this.clock.nowMs();
    await this.accessTokens.markUsed(tx, owner, refreshTokenHash);
    await this.refreshTokens.consume(tx, owner, { hash: replaced, nowMs });
    await this.accessTokens.replace(tx, owner, { refreshTokenHash: replaced, nowMs });
    await this.refreshTokens.deleteConsumed(tx, owner, nowMs - REPLACED_TOKEN_RETENTION_MS);
    await this.accessTokens.deleteReplaced(tx, owner, nowMs - REPLACED_TOKEN_RETENTION_MS);
    return [sessionEnded(owner.userId, owner.deviceId)];
  }
}
