import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { joinRoomByIdOrAlias } from '@chappe/matrix-api';
import { Memberships } from './memberships.js';
import { RoomNames } from '../room-aliases/room-names.js';
import { refuseThirdPartySigned } from './refuse-third-party-signed.js';

/** POST /join/{roomIdOrAlias}. `via` and `server_name` have no effect: other servers cannot be reached yet. */
@Injectable()
@Endpoint(joinRoomByIdOrAlias)
export class JoinRoomByIdOrAliasEndpoint implements EndpointHandler<typeof joinRoomByIdOrAlias> {
  constructor(
    private readonly memberships: Memberships,
    private readonly names: RoomNames,
  ) {}

  async handle({ params, body, requester }: EndpointRequest<typeof joinRoomByIdOrAlias>): Promise<{ room_id: string }> {
    refuseThirdPartySigned(body);
    const roomId = await this.names.toRoomId(params.roomIdOrAlias);
    return { room_id: await this.memberships.join({ roomId, sender: requester.userId, reason: body.reason }) };
  }
}
