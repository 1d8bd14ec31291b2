import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type GetUserRoomsRequest, type GetUserRoomsResponse } from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { UserRooms } from './user-rooms.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'getUserRooms')
export class GetUserRoomsRpc implements RpcHandler<typeof RoomServiceDefinition, 'getUserRooms'> {
  constructor(private readonly userRooms: UserRooms) {}

  handle(request: GetUserRoomsRequest): Promise<GetUserRoomsResponse> {
    return this.userRooms.read(request.userId as UserId, request.memberships);
  }
}
