import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { knockRoom } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';
import { RoomNames } from '../room-aliases/room-names.js';

/** POST /knock/{roomIdOrAlias}. `via` and `server_name` have no effect: other servers cannot be reached yet. */
@Injectable()
@Endpoint(knockRoom)
export class KnockRoomEndpoint implements EndpointHandler<typeof knockRoom> {
  constructor(
    private readonly memberships: Memberships,
    private readonly names: RoomNames,
  ) {}

  async handle({ params, body, requester }: EndpointRequest<typeof knockRoom>): Promise<{ room_id: string }> {
    const roomId = await this.names.toRoomId(params.roomIdOrAlias);
    return { room_id: await this.memberships.knock({ roomId, sender: requester.userId, reason: body.reason }) };
  }
}
