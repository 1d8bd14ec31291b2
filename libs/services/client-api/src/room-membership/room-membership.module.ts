import { Module } from '@nestjs/common';
import { RoomAliasesModule } from '../room-aliases/room-aliases.module.js';
import { RoomCreationModule } from '../room-creation/room-creation.module.js';
import { MemberState } from './member-state.js';
import { RoomMembershipEndpoints } from './room-membership.endpoints.js';

/** Room membership (Client-Server API). */
@Module({
  imports: [RoomAliasesModule, RoomCreationModule],
  providers: [RoomMembershipEndpoints, MemberState],
  exports: [MemberState],
})
export class RoomMembershipModule {}
