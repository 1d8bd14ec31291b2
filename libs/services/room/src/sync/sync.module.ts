import { Module } from '@nestjs/common';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { ReceiptsModule } from '../receipts/receipts.module.js';
import { StateModule } from '../state/state.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { RoomSnapshots } from './room-snapshots.js';
import { SyncRpcs } from './sync.rpcs.js';

/** What the sync service reads. */
@Module({
  imports: [PartitionsModule, ReceiptsModule, StateModule, TimelineModule],
  providers: [RoomSnapshots, SyncRpcs],
})
export class SyncModule {}
