import { Module } from '@nestjs/common';
import { ReaderEvents } from './reader-events.js';
import { TimelineStore } from './timeline.store.js';

/** Events of a room in their order. */
@Module({ providers: [ReaderEvents, TimelineStore], exports: [ReaderEvents, TimelineStore] })
export class TimelineModule {}
