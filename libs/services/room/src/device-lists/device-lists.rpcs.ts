import { Inject, Injectable } from '@nestjs/common';
import {
  DeviceListEntry,
  roomLog,
  RoomServiceDefinition,
  type AnnounceDeviceListInPartitionRequest,
  type AnnounceDeviceListInPartitionResponse,
  type AnnounceDeviceListRequest,
  type AnnounceDeviceListResponse,
} from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { clientOf, Rpc, type ServiceClient } from '@chappe/grpc';
import { GroupCommit } from '../commit/group-commit.js';
import { PartitionLeases } from '../partitions/partition-leases.js';
import { Partitions } from '../partitions/partitions.js';
import { UserRooms } from '../user-rooms/user-rooms.js';

/**
 * Tells everybody who shares a room with a user that his device list changed: one entry in each room partition in which
 * the user is joined to a room (client-server-api, "Tracking the device list for a user"), each written by its owner.
 * Announcing twice does no harm.
 */
@Injectable()
export class DeviceListsRpcs {
  constructor(
    private readonly userRooms: UserRooms,
    private readonly partitions: Partitions,
    private readonly leases: PartitionLeases,
    private readonly commits: GroupCommit,
    @Inject(clientOf(RoomServiceDefinition)) private readonly owners: ServiceClient<typeof RoomServiceDefinition>,
  ) {}

  /** Answers when the entries of all partitions are durable. */
  @Rpc(RoomServiceDefinition, 'announceDeviceList')
  async announce({ userId }: AnnounceDeviceListRequest): Promise<AnnounceDeviceListResponse> {
    const { rooms } = await this.userRooms.get(userId as UserId);
    const joined = rooms.filter((room) => room.membership === 'join');
    const partitions = new Set(joined.map((room) => this.partitions.of(room.roomId)));
    await Promise.all(
      [...partitions].map((partition) => this.owners.announceDeviceListInPartition({ userId, partition })),
    );
    return {};
  }

  /**
   * Answers when the entry of one partition is durable.
   * @throws WrongOwnerError when the partition is not owned here
   */
  @Rpc(RoomServiceDefinition, 'announceDeviceListInPartition')
  async announceInPartition(
    request: AnnounceDeviceListInPartitionRequest,
  ): Promise<AnnounceDeviceListInPartitionResponse> {
    const { partition, userId } = request;
    const lease = this.leases.get(partition);
    const payload = DeviceListEntry.encode({ userId }).finish();
    await this.commits.submit(() => {
      const entry = { partition, position: lease.take(), kind: roomLog.kinds.deviceList.id, key: userId, payload };
      return { lease, entries: [entry] };
    });
    return {};
  }
}
