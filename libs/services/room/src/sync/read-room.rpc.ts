import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ReadRoomRequest, type ReadRoomResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ReadRoom } from './read-room.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'readRoom')
export class ReadRoomRpc implements RpcHandler<typeof RoomServiceDefinition, 'readRoom'> {
  constructor(private readonly readRoom: ReadRoom) {}

  handle(request: ReadRoomRequest): Promise<ReadRoomResponse> {
    return this.readRoom.read(request);
  }
}
