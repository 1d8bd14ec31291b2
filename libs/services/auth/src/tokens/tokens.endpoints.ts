import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { type AnswerOf, MatrixError, refreshToken } from '@chappe/matrix-api';
import type { Tx } from '@chappe/postgres';
import { Accounts } from '../accounts/accounts.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import { type ClientAddress, clientAddressOf } from '../devices/device.js';
import { Devices } from '../devices/devices.js';
import { SessionWriter } from '../devices/session-writer.js';
import { tokenAnswer } from './token-answer.js';
import { TokenRotation } from './token-rotation.js';
import type { IssuedTokens, RefreshTokenState } from './token.js';

/** Refreshing access tokens (Client-Server API). */
@Injectable()
export class TokensEndpoints {
  constructor(
    private readonly rotation: TokenRotation,
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /** POST /refresh (client-server-api/#refreshing-access-tokens). */
  @Endpoint(refreshToken)
  async refreshToken(request: EndpointRequest<typeof refreshToken>): Promise<AnswerOf<typeof refreshToken>> {
    const tokens = await this.#refresh(request.body.refresh_token, clientAddressOf(request));
    this.telemetry.refreshed();
    return tokenAnswer(tokens);
  }

  /**
   * The next pair of tokens. M_UNKNOWN_TOKEN for a refresh token that is unknown or has ended, with `soft_logout` for
   * one that was used already: the device then still exists.
   */
  async #refresh(refreshToken: string, client: ClientAddress): Promise<IssuedTokens> {
    return this.writer.transaction(async (tx, append) => {
      const state = await this.#lock(tx, refreshToken);
      const entries = await this.rotation.confirm(tx, state, state.hash);
      const tokens = await this.rotation.rotate(tx, refreshToken, state);
      await this.devices.seeAt(tx, state, client);
      await append(entries);
      return tokens;
    });
  }

  async #lock(tx: Tx, refreshToken: string): Promise<RefreshTokenState> {
    const found = await this.rotation.find(tx, refreshToken);
    if (found) await this.accounts.lock(tx, found.userId);
    const state = found && (await this.rotation.find(tx, refreshToken));
    if (!state) throw MatrixError.unknownToken(false);
    if (state.isConsumed) throw MatrixError.unknownToken(true);
    return state;
  }
}
