import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import type { Tx } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { type AuthConfig, authSection } from '../auth.config.js';
import { AccessTokensStore } from './access-tokens.store.js';
import { RefreshTokensStore } from './refresh-tokens.store.js';
import { type MintedToken, TokenMint } from './token-mint.js';
import type { AccessTokenState, IssuedTokens, TokenOwner } from './token.js';

/** An access token and the refresh token that goes with it, about to be stored. */
export interface TokenPair {
  readonly access: MintedToken;
  readonly refresh: MintedToken;
  /** Refresh token that the pair replaces; undefined for the first pair of a device. */
  readonly replaces: Buffer | undefined;
}

/** Access tokens of devices and the refresh tokens given out with them. Changes need the account's lock. */
@Injectable()
export class Tokens {
  constructor(
    private readonly accessTokens: AccessTokensStore,
    private readonly refreshTokens: RefreshTokensStore,
    private readonly mint: TokenMint,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(configOf(authSection)) private readonly config: AuthConfig,
  ) {}

  /** The access token as stored, expired ones too; undefined when it is unknown or has ended. */
  async find(tx: Tx, accessToken: string): Promise<AccessTokenState | undefined> {
    const address = this.mint.addressOf('access', accessToken);
    return address && this.accessTokens.find(tx, address);
  }

  /**
   * New tokens for a device: a pair for a client that can refresh (client-server-api/#refreshing-access-tokens), for
   * any other an access token that expires only if the operator has it so.
   */
  async issue(tx: Tx, owner: TokenOwner, canRefresh: boolean): Promise<IssuedTokens> {
    const access = this.mint.mint('access', owner.userId);
    if (canRefresh) {
      const refresh = this.mint.mint('refresh', owner.userId);
      return this.putPair(tx, owner, { access, refresh, replaces: undefined });
    }
    const nowMs = this.clock.nowMs();
    const { sessionLifetimeMs: expiresInMs } = this.config;
    await this.accessTokens.put(tx, owner, {
      hash: access.hash,
      nowMs,
      expiresAtMs: expiresInMs === undefined ? undefined : nowMs + expiresInMs,
      refreshTokenHash: undefined,
      awaitsFirstUse: false,
    });
    return { accessToken: access.token, ...(expiresInMs !== undefined && { expiresInMs }) };
  }

  /** Stores a pair, or when it is stored already lets its access token live its full time again. */
  async putPair(tx: Tx, owner: TokenOwner, pair: TokenPair): Promise<IssuedTokens> {
    const nowMs = this.clock.nowMs();
    const expiresInMs = this.config.accessTokenLifetimeMs;
    await this.refreshTokens.put(tx, owner, { hash: pair.refresh.hash, nowMs, replaces: pair.replaces });
    await this.accessTokens.put(tx, owner, {
      hash: pair.access.hash,
      nowMs,
      expiresAtMs: nowMs + expiresInMs,
      refreshTokenHash: pair.refresh.hash,
      awaitsFirstUse: pair.replaces !== undefined,
    });
    return { accessToken: pair.access.token, refreshToken: pair.refresh.token, expiresInMs };
  }

  /** Ends all tokens of a device; true when it had any access token. */
  async deleteAll(tx: Tx, owner: TokenOwner): Promise<boolean> {
    await this.refreshTokens.deleteAll(tx, owner);
    return (await this.accessTokens.deleteAll(tx, owner)) > 0;
  }
}
