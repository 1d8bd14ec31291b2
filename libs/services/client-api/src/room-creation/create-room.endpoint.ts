import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { canonicalJson } from '@chappe/crypto';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { createRoom } from '@chappe/matrix-api';
import { Invitees } from './invitees.js';
import type { RoomService } from '../room-service.js';

/** POST /createRoom. Users who cannot be invited fail the whole request: there is no room with half of its members. */
@Injectable()
@Endpoint(createRoom)
export class CreateRoomEndpoint implements EndpointHandler<typeof createRoom> {
  constructor(
    private readonly invitees: Invitees,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'createRoom'>,
  ) {}

  async handle({ body, requester }: EndpointRequest<typeof createRoom>): Promise<{ room_id: string }> {
    const creator = requester.userId;
    const profiles = await this.invitees.profilesOf(body.invite ?? []);
    profiles.push(await this.invitees.profileOf(creator));
    const created = await this.rooms.createRoom({ creator, body: Buffer.from(canonicalJson(body)), profiles });
    return { room_id: created.roomId };
  }
}
