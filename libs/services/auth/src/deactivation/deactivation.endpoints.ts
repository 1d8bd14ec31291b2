import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import { type AnswerOf, deactivateAccount, MatrixError } from '@chappe/matrix-api';
import { AuthTelemetry } from '../auth.telemetry.js';
import { splitAuth } from '../interactive-auth/auth-data.js';
import { PASSWORD_FLOWS } from '../interactive-auth/flows.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { DeactivateAccount } from './deactivate-account.js';
import { DeactivationJobs } from './deactivation-jobs.js';

/** Account deactivation (Client-Server API). */
@Injectable()
export class DeactivationEndpoints {
  constructor(
    private readonly deactivation: DeactivateAccount,
    private readonly jobs: DeactivationJobs,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /** POST /account/deactivate */
  @Endpoint(deactivateAccount)
  async deactivateAccount(
    request: EndpointRequest<typeof deactivateAccount>,
  ): Promise<AnswerOf<typeof deactivateAccount>> {
    const { requester, body, ip } = request;
    const call = await this.interactiveAuth.require({
      operation: 'POST /account/deactivate',
      flows: PASSWORD_FLOWS,
      userId: requester?.userId,
      ...splitAuth(body),
      ip,
    });
    const { userId } = call.session;
    if (userId === undefined) throw MatrixError.missingToken();
    const isDone = await this.deactivation.deactivate(call, { userId, erase: body.erase ?? false });
    this.jobs.wake();
    const done = { user: userId, device: requester?.deviceId, address: ip };
    if (isDone) this.telemetry.audit({ event: 'account deactivated', verdict: 'ok', ...done });
    // This server keeps no third-party identifiers, so there are none to unbind.
    return { id_server_unbind_result: 'success' };
  }
}
