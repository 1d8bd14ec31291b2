import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { leaveRoom } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';

/** POST /rooms/{roomId}/leave: also rejects an invite and takes back a knock. */
@Injectable()
@Endpoint(leaveRoom)
export class LeaveRoomEndpoint implements EndpointHandler<typeof leaveRoom> {
  constructor(private readonly memberships: Memberships) {}

  async handle({ params, body, requester }: EndpointRequest<typeof leaveRoom>): Promise<Record<string, never>> {
    await this.memberships.leave({ roomId: params.roomId, sender: requester.userId, reason: body.reason });
    return {};
  }
}
