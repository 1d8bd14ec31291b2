import { Module } from '@nestjs/common';
import { TimelineModule } from '../timeline/timeline.module.js';
import { CurrentStateStore } from './current-state.store.js';
import { MembershipStore } from './membership.store.js';
import { SenderMembers } from './sender-members.js';
import { StateMaps } from './state-maps.js';
import { StateNodeStore } from './state-node.store.js';
import { StatePages } from './state-pages.js';

/** The state of rooms: in force, and at any event. */
@Module({
  imports: [TimelineModule],
  providers: [CurrentStateStore, MembershipStore, SenderMembers, StateMaps, StateNodeStore, StatePages],
  exports: [CurrentStateStore, MembershipStore, SenderMembers, StateMaps, StatePages],
})
export class StateModule {}
