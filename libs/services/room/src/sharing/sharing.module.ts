import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { RoomTelemetryModule } from '../room.telemetry.js';
import { PartitionSharing } from './partition-sharing.js';
import { RoomLifecycle } from './room-lifecycle.js';

/** Divides the room partitions over the live replicas. */
@Module({
  imports: [CommitModule, PartitionsModule, RoomTelemetryModule],
  providers: [PartitionSharing, RoomLifecycle],
})
export class SharingModule {}
