import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { joinRoom } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';
import { refuseThirdPartySigned } from './refuse-third-party-signed.js';

/** POST /rooms/{roomId}/join */
@Injectable()
@Endpoint(joinRoom)
export class JoinRoomEndpoint implements EndpointHandler<typeof joinRoom> {
  constructor(private readonly memberships: Memberships) {}

  async handle({ params, body, requester }: EndpointRequest<typeof joinRoom>): Promise<{ room_id: string }> {
    refuseThirdPartySigned(body);
    const { roomId } = params;
    return { room_id: await this.memberships.join({ roomId, sender: requester.userId, reason: body.reason }) };
  }
}
