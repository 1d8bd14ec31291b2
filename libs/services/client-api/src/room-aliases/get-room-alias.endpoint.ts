import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getRoomAlias, type AnswerOf } from '@chappe/matrix-api';
import { RoomNames } from './room-names.js';

/** GET /directory/room/{roomAlias} */
@Injectable()
@Endpoint(getRoomAlias)
export class GetRoomAliasEndpoint implements EndpointHandler<typeof getRoomAlias> {
  constructor(private readonly names: RoomNames) {}

  async handle({ params }: EndpointRequest<typeof getRoomAlias>): Promise<AnswerOf<typeof getRoomAlias>> {
    const { roomId, servers } = await this.names.resolve(params.roomAlias);
    return { room_id: roomId, servers: [...servers] };
  }
}
