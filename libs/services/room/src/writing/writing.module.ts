import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { StateModule } from '../state/state.module.js';
import { EventPreparation } from './event-preparation.js';
import { RoomLanes } from './room-lanes.js';
import { RoomWriter } from './room-writer.js';

/** One lane per room: prepare, authorise, build, hand to the commit. */
@Module({
  imports: [CommitModule, HeadsModule, StateModule],
  providers: [EventPreparation, RoomLanes, RoomWriter],
  exports: [RoomLanes, RoomWriter],
})
export class WritingModule {}
