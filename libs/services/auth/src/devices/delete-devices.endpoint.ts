import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteDevices, MatrixError, type AnswerOf } from '@chappe/matrix-api';
import { DEVICES_PER_REQUEST_MAX } from '../auth.limits.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { PASSWORD_FLOWS } from '../interactive-auth/password-flows.js';
import { EndSessions } from './device-changes.js';

@Injectable()
@Endpoint(deleteDevices)
export class DeleteDevicesEndpoint implements EndpointHandler<typeof deleteDevices> {
  constructor(
    private readonly interactiveAuth: InteractiveAuth,
    private readonly endSessions: EndSessions,
  ) {}

  async handle(request: EndpointRequest<typeof deleteDevices>): Promise<AnswerOf<typeof deleteDevices>> {
    const { userId } = request.requester;
    const { devices, auth } = request.body;
    if (devices.length > DEVICES_PER_REQUEST_MAX) {
      throw MatrixError.invalidParam(`At most ${DEVICES_PER_REQUEST_MAX} devices can be deleted at once`);
    }
    const operation = `POST /delete_devices ${fingerprint(devices)}`;
    await this.interactiveAuth.require({ operation, flows: PASSWORD_FLOWS, userId, auth, ip: request.ip });
    await this.endSessions.some(userId, devices);
    return {};
  }
}

/** The user has agreed to the deletion of these devices and no others. */
function fingerprint(devices: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(devices.toSorted())).digest('base64url');
}
