import { Module } from '@nestjs/common';
import { AliasesModule } from '../aliases/aliases.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { StateModule } from '../state/state.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { RequestedRooms } from './requested-rooms.js';
import { RoomCreationRpcs } from './room-creation.rpcs.js';
import { RoomFounding } from './room-founding.js';

/** Room creation. */
@Module({
  imports: [AliasesModule, HeadsModule, StateModule, WritingModule],
  providers: [RequestedRooms, RoomCreationRpcs, RoomFounding],
  exports: [RoomFounding],
})
export class RoomCreationModule {}
