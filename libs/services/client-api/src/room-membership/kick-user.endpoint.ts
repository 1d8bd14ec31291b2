import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { kickUser } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';

/** POST /rooms/{roomId}/kick: also withdraws an invite and refuses a knock. */
@Injectable()
@Endpoint(kickUser)
export class KickUserEndpoint implements EndpointHandler<typeof kickUser> {
  constructor(private readonly memberships: Memberships) {}

  async handle({ params, body, requester }: EndpointRequest<typeof kickUser>): Promise<Record<string, never>> {
    const { user_id: target, reason } = body;
    await this.memberships.kick({ roomId: params.roomId, sender: requester.userId, target, reason });
    return {};
  }
}
