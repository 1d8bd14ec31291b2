import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import type { RoomPlace } from '../state/state-node.store.js';
import { EVENT_COLUMNS, EVENT_JOINS, toTimelineEvent, type EventRow } from './event-row.js';
import type { TimelineEvent } from './timeline-event.js';

/** Reads `room.events`. */
@Injectable()
export class TimelineStore {
  constructor(private readonly postgres: Postgres) {}

  /** Events by id, in the order of their positions; ids that the room does not have are absent. */
  async byIds(place: RoomPlace, eventIds: readonly string[]): Promise<TimelineEvent[]> {
    const rows = await this.postgres.query<EventRow>({
      name: 'room-events-by-id',
      text: `SELECT ${EVENT_COLUMNS} FROM room.events e ${EVENT_JOINS}
             WHERE e.partition = $1 AND e.room_id = $2 AND e.event_id = ANY ($3::text[]) ORDER BY e.position`,
      values: [place.partition, place.roomId, eventIds],
    });
    return rows.map(toTimelineEvent);
  }

  async byId(place: RoomPlace, eventId: string): Promise<TimelineEvent | undefined> {
    const [event] = await this.byIds(place, [eventId]);
    return event;
  }
}
