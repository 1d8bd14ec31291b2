import { Inject, Injectable } from '@nestjs/common';
import { partitionOf, RoomServiceDefinition } from '@chappe/contracts';
import { EVENT_LOG, type EventLog } from '@chappe/event-log';
import type { UserId } from '@chappe/events';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { UserRooms } from '../user-rooms/user-rooms.js';

/**
 * Tells everybody who shares a room with a user that his device list changed: one entry in each room partition in which
 * the user is joined to a room (client-server-api, "Tracking the device list for a user"), each written by its owner.
 */
@Injectable()
export class AnnounceDeviceList {
  constructor(
    private readonly userRooms: UserRooms,
    @Inject(clientOf(RoomServiceDefinition)) private readonly owners: ServiceClient<typeof RoomServiceDefinition>,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
  ) {}

  /** Answers when the entries are durable. Announcing twice does no harm. */
  async announce(userId: UserId): Promise<void> {
    const { rooms } = await this.userRooms.read(userId);
    const joined = rooms.filter((room) => room.membership === 'join');
    const partitions = new Set(joined.map((room) => partitionOf(room.roomId, this.eventLog.partitionCount)));
    await Promise.all(
      [...partitions].map((partition) => this.owners.announceDeviceListInPartition({ userId, partition })),
    );
  }
}
