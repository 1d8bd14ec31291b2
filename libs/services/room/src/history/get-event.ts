import { Injectable } from '@nestjs/common';
import type { GetEventRequest, GetEventResponse } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { ReaderEvents } from '../timeline/reader-events.js';
import { Readers } from '../visibility/readers.js';
import { Visibility } from '../visibility/visibility.js';

/** One event (client-server-api, "GET /rooms/{roomId}/event/{eventId}"). */
@Injectable()
export class GetEvent {
  constructor(
    private readonly readers: Readers,
    private readonly visibility: Visibility,
    private readonly events: ReaderEvents,
  ) {}

  /** @throws MatrixError M_NOT_FOUND for what the room does not have, and for what the requester may not see */
  async get(request: GetEventRequest): Promise<GetEventResponse> {
    const reader = await this.readers.find(request.roomId, request.requester);
    const judged = reader && (await this.visibility.findVisible(reader, request.eventId));
    if (!judged) throw MatrixError.notFound('Event not found.');
    const [event] = await this.events.of(reader, [judged]);
    return { event };
  }
}
