import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomAliases } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** GET /rooms/{roomId}/aliases */
@Injectable()
@Endpoint(getRoomAliases)
export class GetRoomAliasesEndpoint implements EndpointHandler<typeof getRoomAliases> {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'listAliases'>) {}

  async handle({ params, requester }: EndpointRequest<typeof getRoomAliases>): Promise<{ aliases: string[] }> {
    const { aliases } = await this.rooms.listAliases({ roomId: params.roomId, requester: requester.userId });
    return { aliases: [...aliases] };
  }
}
