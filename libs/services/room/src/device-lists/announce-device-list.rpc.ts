import { Injectable } from '@nestjs/common';
import {
  RoomServiceDefinition,
  type AnnounceDeviceListRequest,
  type AnnounceDeviceListResponse,
} from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { AnnounceDeviceList } from './device-lists.rpcs.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'announceDeviceList')
export class AnnounceDeviceListRpc implements RpcHandler<typeof RoomServiceDefinition, 'announceDeviceList'> {
  constructor(private readonly announceDeviceList: AnnounceDeviceList) {}

  async handle(request: AnnounceDeviceListRequest): Promise<AnnounceDeviceListResponse> {
    await this.announceDeviceList.announce(request.userId as UserId);
    return {};
  }
}
