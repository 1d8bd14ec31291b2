import { Module } from '@nestjs/common';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { RoomTelemetryModule } from '../room.telemetry.js';
import { CommitStore } from './commit.store.js';
import { GroupCommit } from './group-commit.js';

/** Group commit: writes of many requests in one transaction. */
@Module({
  imports: [PartitionsModule, RoomTelemetryModule],
  providers: [CommitStore, GroupCommit],
  exports: [GroupCommit],
})
export class CommitModule {}
