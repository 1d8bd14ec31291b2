import { Injectable } from '@nestjs/common';
import { RoomServiceDefinition, type UpgradeRoomRequest, type UpgradeRoomResponse } from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { UpgradeRoom } from './room-upgrades.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'upgradeRoom')
export class UpgradeRoomRpc implements RpcHandler<typeof RoomServiceDefinition, 'upgradeRoom'> {
  constructor(private readonly upgradeRoom: UpgradeRoom) {}

  async handle(request: UpgradeRoomRequest): Promise<UpgradeRoomResponse> {
    return { replacementRoomId: await this.upgradeRoom.upgrade(request) };
  }
}
