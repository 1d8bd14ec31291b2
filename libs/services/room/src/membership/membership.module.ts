import { Module } from '@nestjs/common';
import { CommitModule } from '../commit/commit.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { PartitionsModule } from '../partitions/partitions.module.js';
import { StateModule } from '../state/state.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { MembershipRpcs } from './membership.rpcs.js';
import { RestrictedJoins } from './restricted-joins.js';

/** Room membership. */
@Module({
  imports: [CommitModule, HeadsModule, PartitionsModule, StateModule, WritingModule],
  providers: [MembershipRpcs, RestrictedJoins],
  exports: [RestrictedJoins],
})
export class MembershipModule {}
