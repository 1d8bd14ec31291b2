import { Injectable } from '@nestjs/common';
import { DeviceListEntry, roomLog, type AnnounceDeviceListInPartitionRequest } from '@chappe/contracts';
import { GroupCommit } from '../commit/group-commit.js';
import { PartitionLeases } from '../partitions/partition-leases.js';

/** Writes the entry of one room partition about a changed device list. */
@Injectable()
export class AnnounceDeviceListInPartition {
  constructor(
    private readonly commits: GroupCommit,
    private readonly leases: PartitionLeases,
  ) {}

  /**
   * Answers when the entry is durable. Announcing twice does no harm.
   * @throws WrongOwnerError when the partition is not owned here
   */
  async announce({ partition, userId }: AnnounceDeviceListInPartitionRequest): Promise<void> {
    const lease = this.leases.get(partition);
    const payload = DeviceListEntry.encode({ userId }).finish();
    await this.commits.submit(() => {
      const entry = { partition, position: lease.take(), kind: roomLog.kinds.deviceList.id, key: userId, payload };
      return { lease, entries: [entry] };
    });
  }
}
