import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { type AnswerOf, MatrixError, register, registerAvailable, registrationTokenValidity } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { clientAddressOf } from '../devices/device.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';
import { tokenAnswer } from '../tokens/token-answer.js';
import { AdmitRegistration } from './admit-registration.js';
import { Register } from './register.js';

/** Account registration (Client-Server API). */
@Injectable()
export class RegistrationEndpoints {
  constructor(
    private readonly registration: Register,
    private readonly admit: AdmitRegistration,
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
    const { userId, session } = await this.registration.register(request.body, clientAddressOf(request));
    this.telemetry.registered({ user: userId, device: session?.deviceId, address: request.ip });
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
    requester,
  }: EndpointRequest<typeof registerAvailable>): Promise<AnswerOf<typeof registerAvailable>> {
    if (!requester) this.admit.checkLookup();
    await this.admit.checkFree(query.username);
    return { available: true };
  }

  /** GET /register/m.login.registration_token/validity */
  @Endpoint(registrationTokenValidity)
  async registrationTokenValidity({
    query,
    ip,
  }: EndpointRequest<typeof registrationTokenValidity>): Promise<AnswerOf<typeof registrationTokenValidity>> {
    this.admit.checkOpen();
    return { valid: (await this.registrationTokens.check(query.token, ip)) !== undefined };
  }
}
