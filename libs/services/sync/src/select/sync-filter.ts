import { matchesEventFilter, matchesRooms, type Filter, type RoomEventFilter } from '@chappe/events';
import type { RoomEvent } from '../views/rooms/room-event.js';
import { TIMELINE_LIMIT_DEFAULT, TIMELINE_LIMIT_MAX } from '../sync.limits.js';

const NO_FILTER: RoomEventFilter = {};

/** A filter, ready to be asked (Client-Server API, "Filtering"). One is shared by all requests that name it. */
export class SyncFilter {
  readonly #filter: Filter;
  readonly #timeline: RoomEventFilter;
  readonly #state: RoomEventFilter;
  readonly #ephemeral: RoomEventFilter;

  /** @param key names the filter among those of its user */
  constructor(
    filter: Filter,
    readonly key: string,
  ) {
    this.#filter = filter;
    this.#timeline = filter.room?.timeline ?? NO_FILTER;
    this.#state = filter.room?.state ?? NO_FILTER;
    this.#ephemeral = filter.room?.ephemeral ?? NO_FILTER;
  }

  /** Which parts of events are asked for; undefined: all. */
  get eventFields(): readonly string[] | undefined {
    return this.#filter.event_fields;
  }

  /** Events as servers exchange them, not as clients usually see them. */
  get wantsFederationFormat(): boolean {
    return this.#filter.event_format === 'federation';
  }

  get timelineLimit(): number {
    return Math.min(this.#timeline.limit ?? TIMELINE_LIMIT_DEFAULT, TIMELINE_LIMIT_MAX);
  }

  get lazyLoadMembers(): boolean {
    return this.#state.lazy_load_members ?? false;
  }

  get includeRedundantMembers(): boolean {
    return this.#state.include_redundant_members ?? false;
  }

  get includeLeave(): boolean {
    return this.#filter.room?.include_leave ?? false;
  }

  allowsRoom(roomId: string): boolean {
    return this.#filter.room === undefined || matchesRooms(this.#filter.room, roomId);
  }

  allowsInTimeline(event: RoomEvent, roomId: string): boolean {
    return this.#timeline === NO_FILTER || matches(this.#timeline, event, roomId);
  }

  allowsState(event: RoomEvent, roomId: string): boolean {
    return this.#state === NO_FILTER || matches(this.#state, event, roomId);
  }

  /** Typing and receipts: who typed or read is no sender in the sense of a filter. */
  allowsEphemeral(type: string, roomId: string): boolean {
    if (this.#ephemeral === NO_FILTER) return true;
    const { senders: _, not_senders: _not, ...filter } = this.#ephemeral;
    return filter.limit !== 0 && matchesEventFilter(filter, { type, roomId });
  }

  /** @param roomId empty for global account data */
  allowsAccountData(type: string, roomId: string): boolean {
    const filter = roomId === '' ? this.#filter.account_data : this.#filter.room?.account_data;
    if (filter === undefined) return true;
    return filter.limit !== 0 && matchesEventFilter(filter, roomId === '' ? { type } : { type, roomId });
  }
}

function matches(filter: RoomEventFilter, event: RoomEvent, roomId: string): boolean {
  const { type, sender, hasUrl } = event;
  return matchesEventFilter(filter, { type, sender, hasUrl, roomId });
}
