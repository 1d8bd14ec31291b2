import { Inject, Injectable } from '@nestjs/common';
import { configOf, type ServerConfig, serverSection } from '@chappe/config';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { type AnswerOf, getLoginFlows, login, logout, logoutAll, MatrixError } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { namedUser } from '../credentials/credentials.js';
import { DeviceChanges } from '../devices/device-changes.js';
import { clientAddressOf } from '../devices/device.js';
import { tokenAnswer } from '../tokens/token-answer.js';
import { LogIn, type LogInRequest } from './log-in.js';

/** Legacy login and logout (Client-Server API). */
@Injectable()
export class LoginEndpoints {
  constructor(
    private readonly logIn: LogIn,
    private readonly telemetry: AuthTelemetry,
    @Inject(configOf(serverSection)) private readonly server: ServerConfig,
    private readonly deviceChanges: DeviceChanges,
  ) {}

  /** GET /login */
  @Endpoint(getLoginFlows)
  async getLoginFlows(): Promise<AnswerOf<typeof getLoginFlows>> {
    return { flows: [{ type: 'm.login.password' }] };
  }

  /** POST /login */
  @Endpoint(login)
  async login(request: EndpointRequest<typeof login>): Promise<AnswerOf<typeof login>> {
    const loggedIn = await this.logIn.logIn(readRequest(request));
    const baseUrl = this.server.publicBaseUrl;
    return {
      user_id: loggedIn.account.userId,
      device_id: loggedIn.deviceId,
      home_server: this.server.name,
      ...tokenAnswer(loggedIn.tokens),
      ...(baseUrl !== undefined && { well_known: { 'm.homeserver': { base_url: baseUrl } } }),
    };
  }

  /** POST /logout. The device of the token is deleted with it. */
  @Endpoint(logout)
  async logout({ requester, ip }: EndpointRequest<typeof logout>): Promise<AnswerOf<typeof logout>> {
    const { userId: user, deviceId: device } = requester;
    await this.deviceChanges.delete(user, [device]);
    this.telemetry.audit({ event: 'logout', verdict: 'ok', user, device, devices: [device], address: ip });
    return {};
  }

  /** POST /logout/all. All devices are deleted, the one that asks included. */
  @Endpoint(logoutAll)
  async logoutAll({ requester, ip }: EndpointRequest<typeof logoutAll>): Promise<AnswerOf<typeof logoutAll>> {
    const { userId: user, deviceId: device } = requester;
    const devices = await this.deviceChanges.deleteAll(user);
    this.telemetry.audit({ event: 'logout', verdict: 'ok', user, device, devices, address: ip });
    return {};
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
