import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { changePassword, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { PASSWORD_FLOWS } from '../interactive-auth/password-flows.js';
import { Passwords } from '../accounts/passwords.js';
import { ChangePassword } from './change-password.js';

@Injectable()
@Endpoint(changePassword)
export class ChangePasswordEndpoint implements EndpointHandler<typeof changePassword> {
  constructor(
    private readonly changePassword: ChangePassword,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly passwords: Passwords,
    private readonly telemetry: AuthTelemetry,
  ) {}

  async handle(request: EndpointRequest<typeof changePassword>): Promise<AnswerOf<typeof changePassword>> {
    const { requester, body, ip } = request;
    if (body.new_password !== undefined) this.passwords.checkNew(body.new_password);
    const { userId } = await this.interactiveAuth.require({
      operation: 'POST /account/password',
      flows: PASSWORD_FLOWS,
      userId: requester?.userId,
      auth: body.auth,
      ip,
    });
    if (userId === undefined) throw MatrixError.missingToken();
    if (body.new_password === undefined) throw MatrixError.missingParam('new_password is missing');
    await this.changePassword.change({
      userId,
      password: body.new_password,
      logoutDevices: body.logout_devices ?? true,
      deviceId: requester?.deviceId,
    });
    this.telemetry.passwordChanged(userId);
    return {};
  }
}
