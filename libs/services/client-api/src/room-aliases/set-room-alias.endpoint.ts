import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { setRoomAlias } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** PUT /directory/room/{roomAlias} */
@Injectable()
@Endpoint(setRoomAlias)
export class SetRoomAliasEndpoint implements EndpointHandler<typeof setRoomAlias> {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'putAlias'>) {}

  async handle({ params, body, requester }: EndpointRequest<typeof setRoomAlias>): Promise<Record<string, never>> {
    await this.rooms.putAlias({ alias: params.roomAlias, roomId: body.room_id, requester: requester.userId });
    return {};
  }
}
