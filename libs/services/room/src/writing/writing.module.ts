import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { StateModule } from '../state/state.module.js';
import { EventPreparation } from './event-preparation.js';
import { RoomLanes } from './room-lanes.js';
import { RoomWriter } from './room-writer.js';
import { StandingState } from './standing-state.js';

/** One lane per room: prepare, authorise, build, hand to the commit. */
@Module({
  imports: [CommitModule, HeadsModule, StateModule],
  providers: [EventPreparation, RoomLanes, RoomWriter, StandingState],
  exports: [RoomLanes, RoomWriter, StandingState],
})
export class WritingModule {}
