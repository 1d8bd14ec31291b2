import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetUserRoomsRequest, type GetUserRoomsResponse } from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { Rpc } from '@chappe/grpc';
import { UserRooms } from './user-rooms.js';

/** What other services ask about the rooms of a user. */
@Injectable()
export class UserRoomsRpcs {
  constructor(private readonly userRooms: UserRooms) {}

  /** See {@link UserRooms.get}. */
  @Rpc(RoomServiceDefinition, 'getUserRooms')
  get(request: GetUserRoomsRequest): Promise<GetUserRoomsResponse> {
    return this.userRooms.get(request.userId as UserId, request.memberships);
  }
}
