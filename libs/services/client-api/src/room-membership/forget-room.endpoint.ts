import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { forgetRoom } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** POST /rooms/{roomId}/forget */
@Injectable()
@Endpoint(forgetRoom)
export class ForgetRoomEndpoint implements EndpointHandler<typeof forgetRoom> {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'forgetRoom'>) {}

  async handle({ params, requester }: EndpointRequest<typeof forgetRoom>): Promise<Record<string, never>> {
    await this.rooms.forgetRoom({ roomId: params.roomId, userId: requester.userId });
    return {};
  }
}
