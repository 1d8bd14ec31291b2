import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type IntrospectTokenRequest, type IntrospectTokenResponse } from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { Postgres } from '@chappe/postgres';
import { CLOCK, type Clock } from '@chappe/runtime';
import { LastSeen } from '../devices/last-seen.js';
import { FirstUse } from './first-use.js';
import type { AccessTokenState } from './token.js';
import { Tokens } from './tokens.js';

const UNKNOWN: IntrospectTokenResponse = {
  active: false,
  softLogout: false,
  userId: '',
  deviceId: '',
  isAdmin: false,
  isGuest: false,
  expiresAtMs: 0,
};

/** Tokens for other services. */
@Injectable()
export class TokensRpcs {
  constructor(
    private readonly tokens: Tokens,
    private readonly firstUse: FirstUse,
    private readonly lastSeen: LastSeen,
    private readonly postgres: Postgres,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Says who holds an access token: one query, and a transaction at the first use after a refresh. */
  @Rpc(AuthServiceDefinition, 'introspectToken')
  async introspectToken({ accessToken }: IntrospectTokenRequest): Promise<IntrospectTokenResponse> {
    let state = await this.tokens.find(this.postgres, accessToken);
    if (state?.awaitsFirstUse && !this.#isExpired(state)) state = await this.firstUse.confirm(accessToken, state);
    if (!state) return UNKNOWN;
    // The device is still there: the client may refresh or log in again (client-server-api/#soft-logout).
    if (this.#isExpired(state)) return { ...UNKNOWN, softLogout: true };
    this.lastSeen.note(state.userId, state.deviceId);
    const { userId, deviceId, isAdmin } = state;
    return {
      active: true,
      softLogout: false,
      userId,
      deviceId,
      isAdmin,
      isGuest: false,
      expiresAtMs: state.expiresAtMs ?? 0,
    };
  }

  #isExpired(state: AccessTokenState): boolean {
    return state.expiresAtMs !== undefined && state.expiresAtMs <= this.clock.nowMs();
  }
}
