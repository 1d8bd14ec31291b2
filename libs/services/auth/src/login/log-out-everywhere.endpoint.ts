import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { logoutAll, type AnswerOf } from '@chappe/matrix-api';
import { EndSessions } from '../devices/device-changes.js';

/** All devices are deleted, the one that asks included (client-server-api/#post_matrixclientv3logoutall). */
@Injectable()
@Endpoint(logoutAll)
export class LogOutEverywhereEndpoint implements EndpointHandler<typeof logoutAll> {
  constructor(private readonly endSessions: EndSessions) {}

  async handle({ requester }: EndpointRequest<typeof logoutAll>): Promise<AnswerOf<typeof logoutAll>> {
    await this.endSessions.all(requester.userId);
    return {};
  }
}
