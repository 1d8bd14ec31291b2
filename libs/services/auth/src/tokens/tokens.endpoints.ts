import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest, TokenGuesses } from '@chappe/http';
import { type AnswerOf, refreshToken } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { clientAddressOf } from '../devices/device.js';
import { Refresh } from './refresh.js';
import { tokenAnswer } from './token-answer.js';

/** Refreshing access tokens (Client-Server API). */
@Injectable()
export class TokensEndpoints {
  constructor(
    private readonly refresh: Refresh,
    private readonly guesses: TokenGuesses,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /** POST /refresh (client-server-api/#refreshing-access-tokens). */
  @Endpoint(refreshToken)
  async refreshToken(request: EndpointRequest<typeof refreshToken>): Promise<AnswerOf<typeof refreshToken>> {
    const { ip, body } = request;
    const client = clientAddressOf(request);
    const tokens = await this.guesses.lookUp(ip, () => this.refresh.refresh(body.refresh_token, client));
    this.telemetry.refreshed();
    return tokenAnswer(tokens);
  }
}
