import { Injectable } from '@nestjs/common';
import {
  RoomServiceDefinition,
  type AnnounceDeviceListInPartitionRequest,
  type AnnounceDeviceListInPartitionResponse,
} from '@chappe/contracts';
import { Rpc, type RpcHandler } from '@chappe/grpc';
import { AnnounceDeviceListInPartition } from './announce-device-list-in-partition.js';

@Injectable()
@Rpc(RoomServiceDefinition, 'announceDeviceListInPartition')
export class AnnounceDeviceListInPartitionRpc implements RpcHandler<
  typeof RoomServiceDefinition,
  'announceDeviceListInPartition'
> {
  constructor(private readonly announcement: AnnounceDeviceListInPartition) {}

  async handle(request: AnnounceDeviceListInPartitionRequest): Promise<AnnounceDeviceListInPartitionResponse> {
    await this.announcement.announce(request);
    return {};
  }
}
