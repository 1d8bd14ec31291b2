import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { unbanUser } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';

/** POST /rooms/{roomId}/unban */
@Injectable()
@Endpoint(unbanUser)
export class UnbanUserEndpoint implements EndpointHandler<typeof unbanUser> {
  constructor(private readonly memberships: Memberships) {}

  async handle({ params, body, requester }: EndpointRequest<typeof unbanUser>): Promise<Record<string, never>> {
    const { user_id: target, reason } = body;
    await this.memberships.unban({ roomId: params.roomId, sender: requester.userId, target, reason });
    return {};
  }
}
