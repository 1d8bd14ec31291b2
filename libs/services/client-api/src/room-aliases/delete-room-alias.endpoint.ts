import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { deleteRoomAlias } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** DELETE /directory/room/{roomAlias} */
@Injectable()
@Endpoint(deleteRoomAlias)
export class DeleteRoomAliasEndpoint implements EndpointHandler<typeof deleteRoomAlias> {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'deleteAlias'>) {}

  async handle({ params, requester }: EndpointRequest<typeof deleteRoomAlias>): Promise<Record<string, never>> {
    const { userId, isAdmin: requesterIsAdmin } = requester;
    await this.rooms.deleteAlias({ alias: params.roomAlias, requester: userId, requesterIsAdmin });
    return {};
  }
}
