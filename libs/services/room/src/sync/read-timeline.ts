import { Injectable } from '@nestjs/common';
import type { ReadTimelineRequest, ReadTimelineResponse } from '@chappe/contracts';
import type { RoomId } from '@chappe/events';
import { RoomHeads } from '../heads/room-heads.js';
import { TIMELINE_READ_MAX } from '../room.limits.js';
import { pointBefore } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';

/** The newest events of a range of positions, for the sync service. */
@Injectable()
export class ReadTimeline {
  constructor(
    private readonly heads: RoomHeads,
    private readonly timeline: TimelineStore,
  ) {}

  /** Empty, without a start, for a range without events and for a room that this server does not have. */
  async read(request: ReadTimelineRequest): Promise<ReadTimelineResponse> {
    const place = this.heads.placeOf(request.roomId as RoomId);
    const limit = Math.min(request.limit, TIMELINE_READ_MAX);
    const range = { after: request.afterPosition, upTo: request.toPosition, limit: limit + 1 };
    const newest = await this.timeline.newest(place, range);
    const events = newest.slice(Math.max(0, newest.length - limit));
    const [first] = events;
    return {
      events: events.map((event) => toStoredEvent(event)),
      limited: newest.length > limit,
      start: first && pointBefore(first),
    };
  }
}
