import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest } from '@chappe/http';
import {
  type AnswerOf,
  deleteRoomAlias,
  getRoomAlias,
  getRoomAliases,
  setRoomAlias,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';
import { RoomNames } from './room-names.js';

/** Room aliases (Client-Server API). */
@Injectable()
export class RoomAliasesEndpoints {
  constructor(
    private readonly names: RoomNames,
    @Inject(clientOf(RoomServiceDefinition)) private readonly rooms: RoomService,
  ) {}

  /** GET /directory/room/{roomAlias} */
  @Endpoint(getRoomAlias)
  async getRoomAlias({ params }: EndpointRequest<typeof getRoomAlias>): Promise<AnswerOf<typeof getRoomAlias>> {
    const { roomId, servers } = await this.names.resolve(params.roomAlias);
    return { room_id: roomId, servers: [...servers] };
  }

  /** PUT /directory/room/{roomAlias} */
  @Endpoint(setRoomAlias)
  async setRoomAlias({ params, body, requester }: EndpointRequest<typeof setRoomAlias>): Promise<EmptyAnswer> {
    await this.rooms.putAlias({ alias: params.roomAlias, roomId: body.room_id, requester: requester.userId });
    return {};
  }

  /** DELETE /directory/room/{roomAlias} */
  @Endpoint(deleteRoomAlias)
  async deleteRoomAlias({ params, requester }: EndpointRequest<typeof deleteRoomAlias>): Promise<EmptyAnswer> {
    const { userId, isAdmin: requesterIsAdmin } = requester;
    const alias = params.roomAlias;
    const { roomId } = await this.rooms.deleteAlias({ alias, requester: userId, requesterIsAdmin });
    await this.rooms.dropCanonicalAlias({ roomId, alias, requester: userId });
    return {};
  }

  /** GET /rooms/{roomId}/aliases */
  @Endpoint(getRoomAliases)
  async getRoomAliases({ params, requester }: EndpointRequest<typeof getRoomAliases>): Promise<{ aliases: string[] }> {
    const { aliases } = await this.rooms.listAliases({ roomId: params.roomId, requester: requester.userId });
    return { aliases: [...aliases] };
  }
}
