import { Injectable } from '@nestjs/common';
import type { EventId, StateSlot } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Statement, type Tx } from '@chappe/postgres';
import { FairLane } from '@chappe/runtime';
import type { RoomKey } from '../partitions/partitions.js';
import {
  TIMELINE_BYTES_MAX,
  TIMELINE_CONNECTIONS_PART,
  TIMELINE_QUEUE_MAX,
  TIMELINE_QUEUE_PER_ROOM_MAX,
} from '../room.limits.js';
import {
  erasedAtOf,
  eventColumns,
  explainedBy,
  explainedInState,
  toTimelineEvent,
  type ExplainingRow,
  type TimelineRow,
} from './timeline-row.js';
import type { TimelineEvent } from './timeline-event.js';
import { ROOM_START, type Point } from './timeline-point.js';

/** A stretch of a room's history. */
export interface TimelineStretch {
  /** Exclusive. */
  readonly after: Point;
  /** Inclusive. */
  readonly upTo: Point;
  readonly limit: number;
  readonly newestFirst: boolean;
}

/** Some of the events that were asked for. */
export interface TimelinePage {
  readonly events: TimelineEvent[];
  /** The last ones of them were left out: the page would have become larger than {@link TIMELINE_BYTES_MAX}. */
  readonly isCut: boolean;
}

/** Which part of a state is read at once. */
export interface StateRead {
  /** Of JSON, with what explains the events; the last event may exceed it. */
  readonly bytes: number;
  /** Also what redacted the events. */
  readonly withRedactions: boolean;
}

/** Positions of a room's partition. */
export interface PositionRange {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly upTo: number;
  readonly limit: number;
}

/**
 * Events `e` of a room ($1, $3) by their ids ($2). One look-up each, which only the primary key can serve: for a list
 * of ids a planner without statistics has been seen to read the whole partition.
 */
const EVENTS_BY_ID = `unnest($2::text[]) AS wanted(id) CROSS JOIN LATERAL
  (SELECT * FROM room.events WHERE partition = $1 AND event_id = wanted.id LIMIT 1) e WHERE e.room_id = $3`;

/** Bytes of JSON of an event `e` of partition $1, and of another one that explains it, if there is such an event. */
const bytesOfOther = (eventId: string): string =>
  `coalesce((SELECT octet_length(x.json) FROM room.events x
             WHERE x.partition = $1 AND x.event_id = ${eventId} LIMIT 1), 0)`;
const EVENT_BYTES = `octet_length(e.json) + ${bytesOfOther('e.replaced_event_id')} + ${bytesOfOther('e.redacted_by')}`;

/**
 * The first of some rows of events, as long as those before have less than so many bytes. JSON that is left out is not
 * read either: PostgreSQL knows its length without it. Such statements have labels, no names: a plan that was made for
 * a small table, and kept, has been seen to read the whole partition once per row.
 * @param rows a query for columns of `room.events` with `nth`, the order of the rows, and `bytes` of each
 */
function whileBelow(rows: string, bytesMax: string): string {
  return `SELECT ${eventColumns('summed')}, found FROM (
            SELECT *, count(*) OVER () AS found, sum(bytes) OVER (ORDER BY nth) - bytes AS before FROM (${rows}) sized
          ) summed WHERE before < ${bytesMax} ORDER BY nth`;
}

interface SizedRow extends TimelineRow {
  /** Rows that there would be without the limit of bytes. */
  readonly found: number;
}

interface Explaining {
  readonly source?: Tx;
  /** Ids of the events that a row shall be explained by. */
  readonly explainedBy?: (row: TimelineRow) => EventId[];
}

/**
 * Reads `room.events`: outside of transactions on a part of the connections only, on which rooms take turns. However
 * many ask for much of one room, others find a connection.
 */
@Injectable()
export class TimelineStore {
  readonly #lane: FairLane;

  constructor(private readonly postgres: Postgres) {
    this.#lane = new FairLane({
      atOnce: Math.ceil(postgres.connections.max * TIMELINE_CONNECTIONS_PART),
      waitingMax: TIMELINE_QUEUE_MAX,
      waitingPerKeyMax: TIMELINE_QUEUE_PER_ROOM_MAX,
      refusal: () => MatrixError.unavailable('Too many read at the moment'),
    });
  }

  /** Events by id, in the order of their positions; ids that the room does not have are absent. */
  async byIds(key: RoomKey, eventIds: readonly string[], source?: Tx): Promise<TimelineEvent[]> {
    if (eventIds.length === 0) return [];
    const byId = {
      name: 'room-events-by-id',
      text: `SELECT ${eventColumns('e')} FROM ${EVENTS_BY_ID} ORDER BY position`,
      values: [key.partition, [...new Set(eventIds)], key.roomId],
    };
    const rows = await this.#query<TimelineRow>(key, byId, source);
    return this.#explain(key, rows, source && { source });
  }

  async byId(key: RoomKey, eventId: string): Promise<TimelineEvent | undefined> {
    const [event] = await this.byIds(key, [eventId]);
    return event;
  }

  /** State events by id, in the order of the ids: as many as are read at once. */
  async ofState(key: RoomKey, eventIds: readonly string[], read: StateRead): Promise<TimelineEvent[]> {
    if (eventIds.length === 0) return [];
    const replaced = `CASE WHEN e.type = 'm.room.member' THEN e.replaced_event_id END`;
    const redaction = 'CASE WHEN $5 THEN e.redacted_by END';
    const rows = await this.#query<SizedRow>(key, {
      label: 'room-events-of-state',
      text: whileBelow(
        `SELECT e.*, wanted.nth, octet_length(e.json) + ${bytesOfOther(replaced)} + ${bytesOfOther(redaction)} AS bytes
         FROM unnest($2::text[]) WITH ORDINALITY AS wanted(id, nth) CROSS JOIN LATERAL
           (SELECT * FROM room.events WHERE partition = $1 AND event_id = wanted.id LIMIT 1) e WHERE e.room_id = $3`,
        '$4',
      ),
      values: [key.partition, eventIds, key.roomId, read.bytes, read.withRedactions],
    });
    return this.#explain(key, rows, { explainedBy: (row) => explainedInState(row, read.withRedactions) });
  }

  /** The first events of a stretch in topological order, or the last ones, newest first. */
  async stretch(key: RoomKey, { after, upTo, limit, newestFirst }: TimelineStretch): Promise<TimelinePage> {
    const order = newestFirst ? 'DESC' : 'ASC';
    const rows = await this.#query<SizedRow>(key, {
      label: newestFirst ? 'room-events-backward' : 'room-events-forward',
      text: whileBelow(
        `SELECT e.*, row_number() OVER (ORDER BY depth ${order}, position ${order}) AS nth, ${EVENT_BYTES} AS bytes
         FROM (SELECT * FROM room.events
               WHERE partition = $1 AND room_id = $2
                 AND (depth, position) > ($3, $4) AND (depth, position) <= ($5, $6)
               ORDER BY depth ${order}, position ${order} LIMIT $7) e`,
        '$8',
      ),
      values: [
        key.partition,
        key.roomId,
        after.depth,
        after.position,
        upTo.depth,
        upTo.position,
        limit,
        TIMELINE_BYTES_MAX,
      ],
    });
    return { events: await this.#explain(key, rows), isCut: isCut(rows) };
  }

  /** The newest events of a range of positions, oldest first. */
  async newest(key: RoomKey, range: PositionRange, source?: Tx): Promise<TimelinePage> {
    const inRange = {
      label: 'room-events-newest',
      text: whileBelow(
        `SELECT e.*, -e.position AS nth, ${EVENT_BYTES} AS bytes
         FROM (SELECT * FROM room.events
               WHERE partition = $1 AND room_id = $2 AND position > $3 AND position <= $4
               ORDER BY position DESC LIMIT $5) e`,
        '$6',
      ),
      values: [key.partition, key.roomId, range.after, range.upTo, range.limit, TIMELINE_BYTES_MAX],
    };
    const rows = await this.#query<SizedRow>(key, inRange, source);
    const events = await this.#explain(key, rows, source && { source });
    return { events: events.reverse(), isCut: isCut(rows) };
  }

  /** Version of a room; undefined when this server does not have it. */
  async versionOf(key: RoomKey): Promise<string | undefined> {
    const [row] = await this.#query<{ version: string }>(key, {
      name: 'room-version',
      text: 'SELECT version FROM room.rooms WHERE partition = $1 AND room_id = $2',
      values: [key.partition, key.roomId],
    });
    return row?.version;
  }

  /** The last event at or before a position. */
  async lastAt(key: RoomKey, position: number): Promise<TimelineEvent | undefined> {
    const { events } = await this.newest(key, { after: 0, upTo: position, limit: 1 });
    return events[0];
  }

  /** The point behind everything that has arrived at or before a position. */
  async pointAt(key: RoomKey, position: number): Promise<Point> {
    const [row] = await this.#query<Point>(key, {
      name: 'room-point-at',
      // The sum keeps the planner from collecting the room by arrival and sorting it.
      text: `SELECT depth, position FROM room.events WHERE partition = $1 AND room_id = $2 AND position + 0 <= $3
             ORDER BY depth DESC, position DESC LIMIT 1`,
      values: [key.partition, key.roomId, position],
    });
    return row ?? ROOM_START;
  }

  /** State events that were sent for a slot, newest first, from before a position. */
  async ofSlot(
    key: RoomKey,
    slot: StateSlot,
    page: { readonly before: number; readonly limit: number },
  ): Promise<TimelineEvent[]> {
    const rows = await this.#query<TimelineRow>(key, {
      name: 'room-events-of-slot',
      text: `SELECT ${eventColumns('events')} FROM room.events
             WHERE partition = $1 AND room_id = $2 AND type = $3 AND state_key = $4 AND position < $5
             ORDER BY position DESC LIMIT $6`,
      values: [key.partition, key.roomId, slot.type, slot.stateKey, page.before, page.limit],
    });
    return this.#explain(key, rows);
  }

  /**
   * Adds what redacted the rows and what they replaced. A query of its own rather than joins, for which the planner has
   * been seen to read the whole room once per row.
   */
  async #explain(key: RoomKey, rows: readonly TimelineRow[], how: Explaining = {}): Promise<TimelineEvent[]> {
    const { source, explainedBy: explaining = explainedBy } = how;
    const explanations = new Map<string, ExplainingRow>(rows.map((row) => [row.event_id, row]));
    const missing = new Set(rows.flatMap(explaining).filter((eventId) => !explanations.has(eventId)));
    if (missing.size > 0) {
      const byId = {
        name: 'room-event-json-by-id',
        text: `SELECT event_id, json, ${erasedAtOf('e')} FROM ${EVENTS_BY_ID}`,
        values: [key.partition, [...missing], key.roomId],
      };
      for (const row of await this.#query<ExplainingRow>(key, byId, source)) explanations.set(row.event_id, row);
    }
    return rows.map((row) => toTimelineEvent(row, explanations));
  }

  /** @param source a transaction, which has its connection */
  #query<Row extends object>(key: RoomKey, statement: Statement, source?: Tx): Promise<Row[]> {
    if (source) return source.query<Row>(statement);
    return this.#lane.run(key.roomId, () => this.postgres.query<Row>(statement));
  }
}

function isCut(rows: readonly SizedRow[]): boolean {
  return rows.length < (rows[0]?.found ?? 0);
}
