import { Module } from '@nestjs/common';
import { StateModule } from '../state/state.module.js';
import { TimelineModule } from '../timeline/timeline.module.js';
import { VisibilityModule } from '../visibility/visibility.module.js';
import { GetContext } from './get-context.js';
import { GetEvent } from './get-event.js';
import { GetMessages } from './get-messages.js';
import { GetSlot } from './get-slot.js';
import { GetState } from './get-state.js';
import { HistoryScan } from './history-scan.js';
import { HistoryRpcs } from './history.rpcs.js';

/** What users read of a room: events, pages of history, context, state, members. */
@Module({
  imports: [StateModule, TimelineModule, VisibilityModule],
  providers: [GetContext, GetEvent, GetMessages, GetSlot, GetState, HistoryRpcs, HistoryScan],
})
export class HistoryModule {}
