import { Module } from '@nestjs/common';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { RoomTelemetryModule } from '../room.telemetry.js';
import { StateModule } from '../state/state.module.js';
import { HeadReader } from './head-reader.js';
import { HeadStore } from './head.store.js';
import { RoomHeads } from './room-heads.js';
import { TransactionLookups } from './transaction-lookups.js';

/** What a write needs to know of a room, in memory. */
@Module({
  imports: [PartitionsModule, RoomTelemetryModule, StateModule],
  providers: [HeadReader, HeadStore, RoomHeads, TransactionLookups],
  exports: [RoomHeads],
})
export class HeadsModule {}
