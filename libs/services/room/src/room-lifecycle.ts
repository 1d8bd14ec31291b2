import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { GroupCommit } from './commit/group-commit.js';
import { PartitionLeases } from './leases/partition-leases.js';

/** Takes partitions at start; at the end finishes what is under way before it hands them over. */
@Injectable()
export class RoomLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly leases: PartitionLeases,
    private readonly commits: GroupCommit,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await this.leases.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.leases.retire();
    await this.commits.drained();
    await this.leases.release();
  }
}
