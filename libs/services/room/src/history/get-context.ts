import { Injectable } from '@nestjs/common';
import type { GetContextRequest, GetContextResponse } from '@chappe/contracts';
import type { RoomEventFilter } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { StatePages } from '../state/state-pages.js';
import { filteredPart } from '../state/state-part.js';
import { MESSAGES_MAX } from '../room.limits.js';
import { pointAfter, pointBefore, ROOM_START } from '../timeline/timeline-point.js';
import { ReaderEvents } from '../timeline/reader-events.js';
import { HistoryScan, type Scanned } from './history-scan.js';
import { readEventFilter } from '../timeline/read-event-filter.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';
import { Visibility, type JudgedEvent } from '../visibility/visibility.js';

interface Surroundings {
  readonly before: Scanned;
  readonly after: Scanned;
}

/** An event with what happened around it (client-server-api, "GET /rooms/{roomId}/context/{eventId}"). */
@Injectable()
export class GetContext {
  constructor(
    private readonly readers: Readers,
    private readonly visibility: Visibility,
    private readonly scan: HistoryScan,
    private readonly pages: StatePages,
    private readonly events: ReaderEvents,
  ) {}

  /** @throws MatrixError M_FORBIDDEN, M_NOT_FOUND for what the requester may not see, M_INVALID_PARAM */
  async get(request: GetContextRequest): Promise<GetContextResponse> {
    const filter = readEventFilter(request.filter);
    const reader = await this.readers.admit(request.roomId, request.requester);
    const judged = await this.visibility.findVisible(reader, request.eventId);
    if (!judged) throw MatrixError.notFound('Event not found.');
    const limit = Math.min(request.limit, filter.limit ?? MESSAGES_MAX, MESSAGES_MAX);
    const around = await this.#surroundings(reader, judged, { limit, filter });
    const last = around.after.events.at(-1) ?? judged;
    const shown = [...around.before.events, judged, ...around.after.events];
    const root = last.event.stateAfter;
    const senders = shown.map(({ event }) => event.pdu.sender);
    const range = { to: root, part: filteredPart(filter, senders), reader: reader.userId };
    const events = await this.events.of(reader, shown);
    const [event] = events.splice(around.before.events.length, 1);
    return {
      event,
      eventsBefore: events.slice(0, around.before.events.length),
      eventsAfter: events.slice(around.before.events.length),
      state: request.stateInPages ? [] : await this.pages.whole(reader.room, range),
      stateRoot: root,
      start: { ...around.before.reached },
      end: { ...around.after.reached },
      passed: around.before.passed + around.after.passed,
    };
  }

  /** Half of the limit on each side; the later side gets the odd one. */
  async #surroundings(
    reader: Reader,
    { event }: JudgedEvent,
    { limit, filter }: { readonly limit: number; readonly filter: RoomEventFilter },
  ): Promise<Surroundings> {
    const half = Math.floor(limit / 2);
    const horizon = await this.readers.horizonOf(reader);
    const past = { after: ROOM_START, upTo: pointBefore(event) };
    const future = { after: pointAfter(event), upTo: horizon };
    return {
      before: await this.scan.run(reader, { ...past, newestFirst: true, limit: half, filter }),
      after: await this.scan.run(reader, { ...future, newestFirst: false, limit: limit - half, filter }),
    };
  }
}
