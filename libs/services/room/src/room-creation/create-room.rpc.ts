import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type CreateRoomRequest, type CreateRoomResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { CreateRoom } from './room-creation.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'createRoom')
export class CreateRoomRpc implements RpcHandler<typeof RoomServiceDefinition, 'createRoom'> {
  constructor(private readonly createRoom: CreateRoom) {}

  async handle(request: CreateRoomRequest): Promise<CreateRoomResponse> {
    return { roomId: await this.createRoom.create(request) };
  }
}
