import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { refreshToken, type AnswerOf } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { clientAddressOf } from '../devices/client-address-of.js';
import { tokenAnswer } from './token-answer.js';
import { RefreshSession } from './refresh-session.js';

@Injectable()
@Endpoint(refreshToken)
export class RefreshTokenEndpoint implements EndpointHandler<typeof refreshToken> {
  constructor(
    private readonly refreshSession: RefreshSession,
    private readonly telemetry: AuthTelemetry,
  ) {}

  async handle(request: EndpointRequest<typeof refreshToken>): Promise<AnswerOf<typeof refreshToken>> {
    const tokens = await this.refreshSession.refresh(request.body.refresh_token, clientAddressOf(request));
    this.telemetry.refreshed();
    return tokenAnswer(tokens);
  }
}
