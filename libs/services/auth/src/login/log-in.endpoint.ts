import { Inject, Injectable } from '@nestjs/common';
import { configOf, serverSection, type ServerConfig } from '@chappe/config';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { login, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { namedUser } from '../credentials/named-user.js';
import { clientAddressOf } from '../devices/client-address-of.js';
import { tokenAnswer } from '../tokens/token-answer.js';
import { LogIn, type LoggedIn, type LogInRequest } from './log-in.js';

@Injectable()
@Endpoint(login)
export class LogInEndpoint implements EndpointHandler<typeof login> {
  constructor(
    private readonly logIn: LogIn,
    private readonly telemetry: AuthTelemetry,
    @Inject(configOf(serverSection)) private readonly server: ServerConfig,
  ) {}

  async handle(request: EndpointRequest<typeof login>): Promise<AnswerOf<typeof login>> {
    const loggedIn = await this.#logIn(readRequest(request));
    const baseUrl = this.server.publicBaseUrl;
    return {
      user_id: loggedIn.account.userId,
      device_id: loggedIn.deviceId,
      home_server: this.server.name,
      ...tokenAnswer(loggedIn.tokens),
      ...(baseUrl !== undefined && { well_known: { 'm.homeserver': { base_url: baseUrl } } }),
    };
  }

  async #logIn(request: LogInRequest): Promise<LoggedIn> {
    try {
      const loggedIn = await this.logIn.logIn(request);
      this.telemetry.login('ok');
      return loggedIn;
    } catch (error) {
      if (error instanceof MatrixError) {
        this.telemetry.login(error.errcode === 'M_LIMIT_EXCEEDED' ? 'limited' : 'refused');
      }
      throw error;
    }
  }
}

function readRequest({ body, ip, userAgent }: EndpointRequest<typeof login>): LogInRequest {
  checkType(body.type);
  if (body.password === undefined) throw MatrixError.missingParam('password is missing');
  if (body.identifier === undefined && body.user === undefined && body.address === undefined) {
    throw MatrixError.missingParam('identifier is missing');
  }
  return {
    claim: { name: namedUser(body), password: body.password, ip },
    deviceId: body.device_id,
    displayName: body.initial_device_display_name,
    canRefresh: body.refresh_token ?? false,
    client: clientAddressOf({ ip, userAgent }),
  };
}

function checkType(type: string): void {
  if (type === 'm.login.password') return;
  // client-server-api/#appservice-login: no access token corresponds to an application service here.
  if (type === 'm.login.application_service') throw MatrixError.forbidden('This is no application service');
  throw new MatrixError('M_UNKNOWN', 'Unknown login type', { status: 400 });
}
