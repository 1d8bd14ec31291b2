import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { logout, type AnswerOf } from '@chappe/matrix-api';
import { EndSessions } from '../devices/device-changes.js';

/** The device of the token is deleted with it (client-server-api/#post_matrixclientv3logout). */
@Injectable()
@Endpoint(logout)
export class LogOutEndpoint implements EndpointHandler<typeof logout> {
  constructor(private readonly endSessions: EndSessions) {}

  async handle({ requester }: EndpointRequest<typeof logout>): Promise<AnswerOf<typeof logout>> {
    await this.endSessions.some(requester.userId, [requester.deviceId]);
    return {};
  }
}
