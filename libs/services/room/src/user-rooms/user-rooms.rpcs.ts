import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetUserRoomsRequest, type GetUserRoomsResponse } from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { Generations } from '@chappe/event-log';
import { Rpc } from '@chappe/grpc';
import { UserRooms } from './user-rooms.js';

/** What other services ask about the rooms of a user. */
@Injectable()
export class UserRoomsRpcs {
  constructor(
    private readonly userRooms: UserRooms,
    private readonly generations: Generations,
  ) {}

  /** See {@link UserRooms.get}. */
  @Rpc(RoomServiceDefinition, 'getUserRooms')
  get(request: GetUserRoomsRequest): Promise<GetUserRoomsResponse> {
    const { userId, memberships, generation } = request;
    return this.generations.within(generation, () => this.userRooms.get(userId as UserId, memberships));
  }
}
