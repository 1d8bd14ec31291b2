import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { type AnswerOf, MatrixError, register, registerAvailable, registrationTokenValidity } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import { clientAddressOf } from '../devices/device.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';
import { tokenAnswer } from '../tokens/token-answer.js';
import { Register } from './register.js';
import type { RegistrationRequest } from './registration.js';

/** Account registration (Client-Server API). */
@Injectable()
export class RegistrationEndpoints {
  constructor(
    private readonly registration: Register,
    private readonly accounts: Accounts,
    private readonly registrationTokens: RegistrationTokens,
    private readonly telemetry: AuthTelemetry,
    @Inject(configOf(serverSection)) private readonly server: ServerConfig,
  ) {}

  /** POST /register */
  @Endpoint(register)
  async register(request: EndpointRequest<typeof register>): Promise<AnswerOf<typeof register>> {
    if (request.query.kind === 'guest') {
      throw new MatrixError('M_GUEST_ACCESS_FORBIDDEN', 'This server has no guest accounts');
    }
    const { userId, session } = await this.registration.register(readRequest(request));
    this.telemetry.registered(userId);
    return {
      user_id: userId,
      home_server: this.server.name,
      ...(session && { device_id: session.deviceId, ...tokenAnswer(session.tokens) }),
    };
  }

  /** GET /register/available */
  @Endpoint(registerAvailable)
  async registerAvailable({
    query,
  }: EndpointRequest<typeof registerAvailable>): Promise<AnswerOf<typeof registerAvailable>> {
    await this.accounts.checkFree(this.accounts.newUserId(query.username));
    return { available: true };
  }

  /** GET /register/m.login.registration_token/validity */
  @Endpoint(registrationTokenValidity)
  async registrationTokenValidity({
    query,
    ip,
  }: EndpointRequest<typeof registrationTokenValidity>): Promise<AnswerOf<typeof registrationTokenValidity>> {
    this.registration.checkOpen();
    return { valid: (await this.registrationTokens.check(query.token, ip)) !== undefined };
  }
}

function readRequest(request: EndpointRequest<typeof register>): RegistrationRequest {
  const { body } = request;
  return {
    username: body.username,
    password: body.password,
    deviceId: body.device_id,
    displayName: body.initial_device_display_name,
    inhibitLogin: body.inhibit_login ?? false,
    canRefresh: body.refresh_token ?? false,
    auth: body.auth,
    client: clientAddressOf(request),
  };
}
