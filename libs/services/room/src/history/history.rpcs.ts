import { Injectable } from '@nestjs/common';
import type { GetEventRequest, GetEventResponse } from '@chappe/contracts';
import { parseEventId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { toStoredEvent } from '../timeline/to-stored-event.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { Readers } from '../visibility/readers.js';
import { Visibility } from '../visibility/visibility.js';

/** One event (client-server-api, "GET /rooms/{roomId}/event/{eventId}"). */
@Injectable()
export class GetEvent {
  constructor(
    private readonly readers: Readers,
    private readonly timeline: TimelineStore,
    private readonly visibility: Visibility,
  ) {}

  /** @throws MatrixError M_NOT_FOUND for what the room does not have, and for what the requester may not see */
  async get(request: GetEventRequest): Promise<GetEventResponse> {
    const eventId = parseEventId(request.eventId);
    const reader = await this.readers.find(request.roomId, request.requester);
    const event = reader && eventId && (await this.timeline.byId(reader.room, eventId));
    if (!event) throw MatrixError.notFound('Event not found.');
    const judged = await this.visibility.judgeOne(reader, event);
    if (!judged.isVisible) throw MatrixError.notFound('Event not found.');
    return { event: toStoredEvent(event, judged) };
  }
}
