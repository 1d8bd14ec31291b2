import { Module } from '@nestjs/common';
import { TimelineStore } from './timeline.store.js';

/** Events of a room in their order. */
@Module({ providers: [TimelineStore], exports: [TimelineStore] })
export class TimelineModule {}
