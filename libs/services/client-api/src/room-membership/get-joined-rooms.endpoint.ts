import { Inject, Injectable } from '@nestjs/common';
import { RoomServiceDefinition } from '@chappe/contracts';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { getJoinedRooms } from '@chappe/matrix-api';
import type { RoomService } from '../room-service.js';

/** GET /joined_rooms */
@Injectable()
@Endpoint(getJoinedRooms)
export class GetJoinedRoomsEndpoint implements EndpointHandler<typeof getJoinedRooms> {
  constructor(@Inject(clientOf(RoomServiceDefinition)) private readonly rooms: Pick<RoomService, 'getUserRooms'>) {}

  async handle({ requester }: EndpointRequest<typeof getJoinedRooms>): Promise<{ joined_rooms: string[] }> {
    const { rooms } = await this.rooms.getUserRooms({ userId: requester.userId, memberships: ['join'] });
    return { joined_rooms: rooms.map(({ roomId }) => roomId) };
  }
}
