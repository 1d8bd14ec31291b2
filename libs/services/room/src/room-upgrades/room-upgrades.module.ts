import { Module } from '@nestjs/common';
import { AliasesModule } from '../aliases/aliases.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { RoomCreationModule } from '../room-creation/room-creation.module.js';
import { StateModule } from '../state/state.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { CloseOldRoom } from './close-old-room.js';
import { FindReplacement } from './find-replacement.js';
import { MakeReplacement } from './make-replacement.js';
import { ReplacementStore } from './replacement.store.js';
import { RoomUpgradesRpcs } from './room-upgrades.rpcs.js';

/** Room upgrades. */
@Module({
  imports: [AliasesModule, HeadsModule, PartitionsModule, RoomCreationModule, StateModule, WritingModule],
  providers: [CloseOldRoom, FindReplacement, MakeReplacement, ReplacementStore, RoomUpgradesRpcs],
})
export class RoomUpgradesModule {}
