import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { whoami, type AnswerOf } from '@chappe/matrix-api';

@Injectable()
@Endpoint(whoami)
export class WhoAmIEndpoint implements EndpointHandler<typeof whoami> {
  async handle({ requester }: EndpointRequest<typeof whoami>): Promise<AnswerOf<typeof whoami>> {
    return { user_id: requester.userId, device_id: requester.deviceId, is_guest: requester.isGuest };
  }
}
