import { Inject, Injectable } from '@nestjs/common';
import { DeviceListEntry, partitionOf, roomLog } from '@chappe/contracts';
import { EVENT_LOG, type EventLog } from '@chappe/event-log';
import type { UserId } from '@chappe/events';
import { GroupCommit } from '../commit/group-commit.js';
import { PartitionLeases } from '../leases/partition-leases.js';
import { UserRooms } from '../membership/user-rooms.js';

/**
 * Tells everybody who shares a room with a user that his device list changed: one entry in each room partition in which
 * the user is joined to a room (client-server-api, "Tracking the device list for a user").
 */
@Injectable()
export class AnnounceDeviceList {
  constructor(
    private readonly userRooms: UserRooms,
    private readonly commits: GroupCommit,
    private readonly leases: PartitionLeases,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
  ) {}

  /** Answers when the entries are durable. Announcing twice does no harm. */
  async announce(userId: UserId): Promise<void> {
    const { rooms } = await this.userRooms.read(userId);
    const joined = rooms.filter((room) => room.membership === 'join');
    const partitions = new Set(joined.map((room) => partitionOf(room.roomId, this.eventLog.partitionCount)));
    await Promise.all([...partitions].map((partition) => this.#append(partition, userId)));
  }

  /** Async, so that a partition that is not owned here leaves no other one's commit without a listener. */
  async #append(partition: number, userId: UserId): Promise<void> {
    const lease = this.leases.get(partition);
    const payload = DeviceListEntry.encode({ userId }).finish();
    await this.commits.submit(() => {
      const entry = { partition, position: lease.take(), kind: roomLog.kinds.deviceList.id, key: userId, payload };
      return { lease, entries: [entry] };
    });
  }
}
