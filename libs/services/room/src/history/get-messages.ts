import { Injectable } from '@nestjs/common';
import { Direction, type GetMessagesRequest, type GetMessagesResponse, type TimelinePoint } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { SenderMembers } from '../state/sender-members.js';
import { MESSAGES_MAX } from '../room.limits.js';
import { earlierPoint, ROOM_END, ROOM_START, type Point } from '../timeline/timeline-point.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { ReaderEvents } from '../timeline/reader-events.js';
import { HistoryScan } from './history-scan.js';
import { readEventFilter } from '../timeline/read-event-filter.js';
import type { Reader } from '../visibility/reader.js';
import { Readers } from '../visibility/readers.js';

interface Range {
  readonly after: Point;
  readonly upTo: Point;
  /** The reader sees whatever comes later, too. */
  readonly isOpen: boolean;
}

/**
 * Pages through a room's history in topological order (client-server-api, "GET /rooms/{roomId}/messages"). There is no
 * `end` when nothing is left; forward there is one as well where the room goes on, unless nothing came since the start.
 */
@Injectable()
export class GetMessages {
  constructor(
    private readonly readers: Readers,
    private readonly timeline: TimelineStore,
    private readonly scan: HistoryScan,
    private readonly members: SenderMembers,
    private readonly events: ReaderEvents,
  ) {}

  /** @throws MatrixError M_FORBIDDEN, M_INVALID_PARAM, M_BAD_JSON for a malformed filter */
  async get(request: GetMessagesRequest): Promise<GetMessagesResponse> {
    const filter = readEventFilter(request.filter);
    const reader = await this.readers.admit(request.roomId, request.requester);
    const newestFirst = isBackward(request.direction);
    const { isOpen, ...range } = await this.#range(reader, request, newestFirst);
    const limit = Math.min(request.limit, filter.limit ?? MESSAGES_MAX, MESSAGES_MAX);
    const scanned = await this.scan.run(reader, { ...range, newestFirst, limit, filter });
    const events = scanned.events.map(({ event }) => event);
    const start = newestFirst ? range.upTo : range.after;
    const isOver = scanned.isExhausted && (newestFirst || !isOpen || isSamePoint(scanned.reached, start));
    return {
      chunk: await this.events.of(reader, scanned.events),
      state: filter.lazy_load_members === true ? await this.members.of(reader, events) : [],
      start,
      end: isOver ? undefined : { ...scanned.reached },
      passed: scanned.passed,
    };
  }

  /** Where to look. Nothing lies behind the reader's horizon, so a start there is a start at the horizon. */
  async #range(reader: Reader, request: GetMessagesRequest, newestFirst: boolean): Promise<Range> {
    const from = await this.#pointOf(reader, request.from, request.fromPosition);
    const to = await this.#pointOf(reader, request.to, request.toPosition);
    const horizon = await this.#horizonOf(reader);
    const [after, upTo] = newestFirst ? [to ?? ROOM_START, from ?? horizon.at] : [from ?? ROOM_START, to ?? horizon.at];
    return { after, upTo: earlierPoint(upTo, horizon.at), isOpen: horizon.isOpen };
  }

  async #pointOf(
    reader: Reader,
    point: TimelinePoint | undefined,
    position: number | undefined,
  ): Promise<Point | undefined> {
    if (point) return point;
    return position === undefined ? undefined : this.timeline.pointAt(reader.room, position);
  }

  /** The newest event counts as the room's end, so that the token for it stays good when the room goes on. */
  async #horizonOf(reader: Reader): Promise<{ readonly at: Point; readonly isOpen: boolean }> {
    const horizon = await this.readers.horizonOf(reader);
    const isOpen = horizon === ROOM_END;
    return { at: isOpen ? await this.timeline.pointAt(reader.room, ROOM_END.position) : horizon, isOpen };
  }
}

function isSamePoint(a: Point, b: Point): boolean {
  return a.depth === b.depth && a.position === b.position;
}

function isBackward(direction: Direction): boolean {
  if (direction === Direction.DIRECTION_BACKWARD) return true;
  if (direction === Direction.DIRECTION_FORWARD) return false;
  throw MatrixError.invalidParam('There is no such direction');
}
