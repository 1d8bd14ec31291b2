import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { banUser } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';

/** POST /rooms/{roomId}/ban */
@Injectable()
@Endpoint(banUser)
export class BanUserEndpoint implements EndpointHandler<typeof banUser> {
  constructor(private readonly memberships: Memberships) {}

  async handle({ params, body, requester }: EndpointRequest<typeof banUser>): Promise<Record<string, never>> {
    const { user_id: target, reason } = body;
    await this.memberships.ban({ roomId: params.roomId, sender: requester.userId, target, reason });
    return {};
  }
}
