import { Injectable } from '@nestjs/common';
import { parseDeviceId } from '@chappe/events';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteDevice, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { PASSWORD_FLOWS } from '../interactive-auth/password-flows.js';
import { EndSessions } from './device-changes.js';

/** A device that is gone already is no error (client-server-api/#delete_matrixclientv3devicesdeviceid). */
@Injectable()
@Endpoint(deleteDevice)
export class DeleteDeviceEndpoint implements EndpointHandler<typeof deleteDevice> {
  constructor(
    private readonly interactiveAuth: InteractiveAuth,
    private readonly endSessions: EndSessions,
  ) {}

  async handle(request: EndpointRequest<typeof deleteDevice>): Promise<AnswerOf<typeof deleteDevice>> {
    const { userId } = request.requester;
    const deviceId = parseDeviceId(request.params.deviceId);
    if (deviceId === undefined) throw MatrixError.invalidParam('deviceId is not a device ID');
    await this.interactiveAuth.require({
      operation: `DELETE /devices/${deviceId}`,
      flows: PASSWORD_FLOWS,
      userId,
      auth: request.body.auth,
      ip: request.ip,
    });
    await this.endSessions.some(userId, [deviceId]);
    return {};
  }
}
