import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import type { StateSlot } from '@chappe/events';
import { Postgres, type Tx } from '@chappe/postgres';
import type { RoomPlace } from '../state/state-node.store.js';
import { EVENT_COLUMNS, EVENT_JOINS, toTimelineEvent, type EventRow } from '../timeline/event-row.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';

/** Rows per query: a bound for what one turn of the event loop has to take in. */
const PAGE_EVENTS = 2_000;

const SNAPSHOT = { isolation: 'repeatable read', readOnly: true } as const;

/** Which memberships are wanted: those that are `membership`, or are not `notMembership`; neither given: all. */
export interface MembershipFilter {
  readonly membership?: string | undefined;
  readonly notMembership?: string | undefined;
}

interface SlotRow extends EventRow {
  readonly type: string;
  readonly state_key: string;
}

/** Reads the state in force (`room.current_state`) with its events. */
@Injectable()
export class CurrentStateStore {
  constructor(private readonly postgres: Postgres) {}

  /** The room's version and the last position of its partition; undefined when this server does not have the room. */
  async room(place: RoomPlace, source: Tx = this.postgres): Promise<{ version: string; position: number } | undefined> {
    const [row] = await source.query<{ version: string; position: number }>({
      name: 'room-version-and-position',
      text: `SELECT r.version, p.position FROM room.rooms r JOIN room.partitions p USING (partition)
             WHERE r.partition = $1 AND r.room_id = $2`,
      values: [place.partition, place.roomId],
    });
    return row;
  }

  /** The event in a slot. */
  async slot(place: RoomPlace, slot: StateSlot): Promise<TimelineEvent | undefined> {
    const [row] = await this.postgres.query<EventRow>({
      name: 'room-current-slot',
      text: `SELECT ${EVENT_COLUMNS} FROM room.current_state c
             JOIN room.events e USING (partition, room_id, event_id) ${EVENT_JOINS}
             WHERE c.partition = $1 AND c.room_id = $2 AND c.type = $3 AND c.state_key = $4`,
      values: [place.partition, place.roomId, slot.type, slot.stateKey],
    });
    return row && toTimelineEvent(row);
  }

  /** Every state event in force, ordered by type and state key. `source` is one snapshot. */
  all(place: RoomPlace, source?: Tx): Promise<StoredEvent[]> {
    if (!source) return this.postgres.transaction((tx) => this.all(place, tx), SNAPSHOT);
    return allPages({ type: '', stateKey: '' }, (from) =>
      source.query<SlotRow>({
        name: 'room-current-state',
        text: `SELECT c.type, c.state_key, ${EVENT_COLUMNS} FROM room.current_state c
               JOIN room.events e USING (partition, room_id, event_id) ${EVENT_JOINS}
               WHERE c.partition = $1 AND c.room_id = $2 AND (c.type, c.state_key) >= ($3, $4)
               ORDER BY c.type, c.state_key LIMIT $5`,
        values: [place.partition, place.roomId, from.type, from.stateKey, PAGE_EVENTS + 1],
      }),
    );
  }

  /** Member events in force, ordered by user id. `source` is one snapshot. */
  members(place: RoomPlace, filter: MembershipFilter, source?: Tx): Promise<StoredEvent[]> {
    if (!source) return this.postgres.transaction((tx) => this.members(place, filter, tx), SNAPSHOT);
    const { membership = null, notMembership = null } = filter;
    return allPages({ type: 'm.room.member', stateKey: '' }, (from) =>
      source.query<SlotRow>({
        name: 'room-current-members',
        text: `SELECT c.type, c.state_key, ${EVENT_COLUMNS} FROM room.current_state c
               JOIN room.events e USING (partition, room_id, event_id) ${EVENT_JOINS}
               WHERE c.partition = $1 AND c.room_id = $2 AND c.type = 'm.room.member' AND c.state_key >= $3
                 AND ($4::text IS NULL AND $5::text IS NULL OR c.membership = $4 OR c.membership <> $5)
               ORDER BY c.state_key LIMIT $6`,
        values: [place.partition, place.roomId, from.stateKey, membership, notMembership, PAGE_EVENTS + 1],
      }),
    );
  }
}

/** Reads page after page; each query asks for one row more than a page, which is where the next page starts. */
async function allPages(first: StateSlot, read: (from: StateSlot) => Promise<SlotRow[]>): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (let from: StateSlot | undefined = first; from !== undefined;) {
    const rows = await read(from);
    const next: SlotRow | undefined = rows[PAGE_EVENTS];
    for (const row of rows.slice(0, PAGE_EVENTS)) events.push(toStoredEvent(toTimelineEvent(row)));
    from = next && { type: next.type, stateKey: next.state_key };
  }
  return events;
}
