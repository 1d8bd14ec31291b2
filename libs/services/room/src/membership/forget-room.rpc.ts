import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type ForgetRoomRequest, type ForgetRoomResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { ForgetRoom } from './forget-room.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'forgetRoom')
export class ForgetRoomRpc implements RpcHandler<typeof RoomServiceDefinition, 'forgetRoom'> {
  constructor(private readonly forgetRoom: ForgetRoom) {}

  async handle(request: ForgetRoomRequest): Promise<ForgetRoomResponse> {
    await this.forgetRoom.forget(request);
    return {};
  }
}
