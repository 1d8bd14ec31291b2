import { Module } from '@nestjs/common';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { StateModule } from '../state/state.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { UserRoomsModule } from '../user-rooms/user-rooms.module.js';
import { Readers } from './readers.js';
import { Visibility } from './visibility.js';

/** Who may see which events (client-server-api, "Room history visibility"). */
@Module({
  imports: [PartitionsModule, StateModule, TimelineModule, UserRoomsModule],
  providers: [Readers, Visibility],
  exports: [Readers, Visibility],
})
export class VisibilityModule {}
