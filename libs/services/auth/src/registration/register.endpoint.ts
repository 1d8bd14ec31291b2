import { Inject, Injectable } from '@nestjs/common';
import { configOf, serverSection, type ServerConfig } from '@chappe/config';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { MatrixError, register, type AnswerOf } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { clientAddressOf } from '../devices/client-address-of.js';
import { tokenAnswer } from '../tokens/token-answer.js';
import { Register } from './register.js';
import type { RegistrationRequest } from './registration.js';

@Injectable()
@Endpoint(register)
export class RegisterEndpoint implements EndpointHandler<typeof register> {
  constructor(
    private readonly register: Register,
    private readonly telemetry: AuthTelemetry,
    @Inject(configOf(serverSection)) private readonly server: ServerConfig,
  ) {}

  async handle(request: EndpointRequest<typeof register>): Promise<AnswerOf<typeof register>> {
    if (request.query.kind === 'guest') {
      throw new MatrixError('M_GUEST_ACCESS_FORBIDDEN', 'This server has no guest accounts');
    }
    const { userId, session } = await this.register.register(readRequest(request));
    this.telemetry.registered(userId);
    return {
      user_id: userId,
      home_server: this.server.name,
      ...(session && { device_id: session.deviceId, ...tokenAnswer(session.tokens) }),
    };
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
