import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deactivateAccount, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { PASSWORD_FLOWS } from '../interactive-auth/password-flows.js';
import { DeactivateAccount } from './deactivate-account.js';

@Injectable()
@Endpoint(deactivateAccount)
export class DeactivateAccountEndpoint implements EndpointHandler<typeof deactivateAccount> {
  constructor(
    private readonly deactivateAccount: DeactivateAccount,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly telemetry: AuthTelemetry,
  ) {}

  async handle(request: EndpointRequest<typeof deactivateAccount>): Promise<AnswerOf<typeof deactivateAccount>> {
    const { requester, body, ip } = request;
    const { userId } = await this.interactiveAuth.require({
      operation: 'POST /account/deactivate',
      flows: PASSWORD_FLOWS,
      userId: requester?.userId,
      auth: body.auth,
      ip,
    });
    if (userId === undefined) throw MatrixError.missingToken();
    const erase = body.erase ?? false;
    await this.deactivateAccount.deactivate(userId, erase);
    this.telemetry.deactivated(userId, erase);
    // This server keeps no third-party identifiers, so there are none to unbind.
    return { id_server_unbind_result: 'success' };
  }
}
