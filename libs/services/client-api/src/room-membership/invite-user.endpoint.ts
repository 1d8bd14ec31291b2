import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { inviteUser } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';

/** POST /rooms/{roomId}/invite */
@Injectable()
@Endpoint(inviteUser)
export class InviteUserEndpoint implements EndpointHandler<typeof inviteUser> {
  constructor(private readonly memberships: Memberships) {}

  async handle({ params, body, requester }: EndpointRequest<typeof inviteUser>): Promise<Record<string, never>> {
    const { user_id: target, reason } = body;
    await this.memberships.invite({ roomId: params.roomId, sender: requester.userId, target, reason });
    return {};
  }
}
