import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { type AnswerOf, changePassword, MatrixError, whoami } from '@chappe/matrix-api';
import { Passwords } from '../accounts/passwords.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import { splitAuth } from '../interactive-auth/auth-data.js';
import { PASSWORD_FLOWS } from '../interactive-auth/flows.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { AccountChanges } from './account-changes.js';

/** Account management (Client-Server API). */
@Injectable()
export class AccountManagementEndpoints {
  constructor(
    private readonly changes: AccountChanges,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly passwords: Passwords,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /** GET /account/whoami */
  @Endpoint(whoami)
  async whoami({ requester }: EndpointRequest<typeof whoami>): Promise<AnswerOf<typeof whoami>> {
    return { user_id: requester.userId, device_id: requester.deviceId, is_guest: requester.isGuest };
  }

  /** POST /account/password */
  @Endpoint(changePassword)
  async changePassword(request: EndpointRequest<typeof changePassword>): Promise<AnswerOf<typeof changePassword>> {
    const { requester, body, ip } = request;
    if (body.new_password !== undefined) this.passwords.checkNew(body.new_password);
    const call = await this.interactiveAuth.require({
      operation: 'POST /account/password',
      flows: PASSWORD_FLOWS,
      userId: requester?.userId,
      ...splitAuth(body),
      ip,
    });
    const { userId } = call.session;
    if (userId === undefined) throw MatrixError.missingToken();
    if (body.new_password === undefined) throw MatrixError.missingParam('new_password is missing');
    const isDone = await this.changes.changePassword(call, {
      userId,
      password: body.new_password,
      logoutDevices: body.logout_devices ?? true,
      deviceId: requester?.deviceId,
    });
    const done = { user: userId, device: requester?.deviceId, address: ip };
    if (isDone) this.telemetry.audit({ event: 'password changed', verdict: 'ok', ...done });
    return {};
  }
}
