import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { RoomTelemetryModule } from '../room.telemetry.js';
import { UserRoomsModule } from '../user-rooms/user-rooms.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { DeactivatedMembersRpcs } from './deactivated-members.rpcs.js';
import { DeactivationRpcs } from './deactivation.rpcs.js';
import { EndMembership } from './end-membership.js';
import { ErasureStore } from './erasure.store.js';

/** What happens in rooms when an account is deactivated (client-server-api, "Account deactivation"). */
@Module({
  imports: [CommitModule, HeadsModule, PartitionsModule, RoomTelemetryModule, UserRoomsModule, WritingModule],
  providers: [DeactivatedMembersRpcs, DeactivationRpcs, EndMembership, ErasureStore],
})
export class DeactivationModule {}
