import { Module } from '@nestjs/common';
import { AliasesModule } from '../aliases/aliases.module.js';
import { HeadsModule } from '../heads/heads.module.js';
import { MembershipModule } from '../membership/membership.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { WritingModule } from '../writing/writing.module.js';
import { RedactionTargets } from './redaction-targets.js';
import { RequestedStates } from './requested-states.js';
import { SendingEventsRpcs } from './sending-events.rpcs.js';

/** Sending events to a room, redactions among them. */
@Module({
  imports: [AliasesModule, HeadsModule, MembershipModule, TimelineModule, WritingModule],
  providers: [RedactionTargets, RequestedStates, SendingEventsRpcs],
})
export class SendingEventsModule {}
