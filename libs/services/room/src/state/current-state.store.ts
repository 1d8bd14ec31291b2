import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import type { StateSlot } from '@chappe/events';
import { Postgres, type Tx } from '@chappe/postgres';
import type { RoomKey } from '../partitions/partitions.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';

/** Rows per query: a bound for what one turn of the event loop has to take in. */
const PAGE_EVENTS = 2_000;

const SNAPSHOT = { isolation: 'repeatable read', readOnly: true } as const;

/** Which memberships are wanted: those that are `membership`, or are not `notMembership`; neither given: all. */
export interface MembershipFilter {
  readonly membership?: string | undefined;
  readonly notMembership?: string | undefined;
}

interface SlotRow {
  readonly type: string;
  readonly state_key: string;
  readonly event_id: string;
}

/** Reads the state in force (`room.current_state`) with its events. */
@Injectable()
export class CurrentStateStore {
  constructor(
    private readonly postgres: Postgres,
    private readonly timeline: TimelineStore,
  ) {}

  /** The room's version and the last position of its partition; undefined when this server does not have the room. */
  async room(place: RoomKey, source: Tx = this.postgres): Promise<{ version: string; position: number } | undefined> {
    const [row] = await source.query<{ version: string; position: number }>({
      name: 'room-version-and-position',
      text: `SELECT r.version, p.position FROM room.rooms r JOIN room.partitions p USING (partition)
             WHERE r.partition = $1 AND r.room_id = $2`,
      values: [place.partition, place.roomId],
    });
    return row;
  }

  /** The event in a slot. */
  async slot(place: RoomKey, slot: StateSlot): Promise<TimelineEvent | undefined> {
    const [row] = await this.postgres.query<{ event_id: string }>({
      name: 'room-current-slot',
      text: `SELECT event_id FROM room.current_state
             WHERE partition = $1 AND room_id = $2 AND type = $3 AND state_key = $4`,
      values: [place.partition, place.roomId, slot.type, slot.stateKey],
    });
    return row && this.timeline.byId(place, row.event_id);
  }

  /** Every state event in force. `source` is one snapshot. */
  all(place: RoomKey, source?: Tx): Promise<StoredEvent[]> {
    if (!source) return this.postgres.transaction((tx) => this.all(place, tx), SNAPSHOT);
    return this.#allPages(place, source, (from) =>
      source.query<SlotRow>({
        name: 'room-current-state',
        text: `SELECT type, state_key, event_id FROM room.current_state
               WHERE partition = $1 AND room_id = $2 AND (type, state_key) >= ($3, $4)
               ORDER BY type, state_key LIMIT $5`,
        values: [place.partition, place.roomId, from.type, from.stateKey, PAGE_EVENTS + 1],
      }),
    );
  }

  /** Member events in force. `source` is one snapshot. */
  members(place: RoomKey, filter: MembershipFilter, source?: Tx): Promise<StoredEvent[]> {
    if (!source) return this.postgres.transaction((tx) => this.members(place, filter, tx), SNAPSHOT);
    const { membership = null, notMembership = null } = filter;
    return this.#allPages(place, source, (from) =>
      source.query<SlotRow>({
        name: 'room-current-members',
        text: `SELECT type, state_key, event_id FROM room.current_state
               WHERE partition = $1 AND room_id = $2 AND type = 'm.room.member' AND state_key >= $3
                 AND ($4::text IS NULL AND $5::text IS NULL OR membership = $4 OR membership <> $5)
               ORDER BY state_key LIMIT $6`,
        values: [place.partition, place.roomId, from.stateKey, membership, notMembership, PAGE_EVENTS + 1],
      }),
    );
  }

  /** Reads page after page; each query asks for one row more than a page, which is where the next page starts. */
  async #allPages(place: RoomKey, source: Tx, read: (from: StateSlot) => Promise<SlotRow[]>): Promise<StoredEvent[]> {
    const stored: StoredEvent[] = [];
    for (let from: StateSlot | undefined = { type: '', stateKey: '' }; from !== undefined;) {
      const rows = await read(from);
      const eventIds = rows.slice(0, PAGE_EVENTS).map((row) => row.event_id);
      const events = await this.timeline.byIds(place, eventIds, source);
      for (const event of events) stored.push(toStoredEvent(event));
      const next: SlotRow | undefined = rows[PAGE_EVENTS];
      from = next && { type: next.type, stateKey: next.state_key };
    }
    return stored;
  }
}
