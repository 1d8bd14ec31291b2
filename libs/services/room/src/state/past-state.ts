import { Injectable } from '@nestjs/common';
import type { StoredEvent } from '@chappe/contracts';
import type { NodeHash, StateSlot } from '@chappe/events';
import type { RoomKey } from '../partitions/partitions.js';
import { StateMaps } from './state-maps.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';
import { TimelineStore } from '../timeline/timeline.store.js';
import { toStoredEvent } from '../timeline/to-stored-event.js';

/** Events read at a time: a bound for what one turn of the event loop has to take in. */
const PAGE_EVENTS = 2_000;

/** Which part of a state is wanted. */
export interface StatePart {
  /** Decides before the event is read. */
  readonly hasSlot?: (slot: StateSlot) => boolean;
  readonly hasEvent?: (event: TimelineEvent) => boolean;
}

/** The state of a room at some event, from its state map. */
@Injectable()
export class PastState {
  constructor(
    private readonly maps: StateMaps,
    private readonly timeline: TimelineStore,
  ) {}

  /** The state events under a root, or those of the part that is wanted. */
  async at(place: RoomKey, root: NodeHash, part: StatePart = {}): Promise<StoredEvent[]> {
    const { hasSlot = () => true, hasEvent } = part;
    const entries = await this.maps.list(place, root);
    const eventIds = entries.filter(({ slot }) => hasSlot(slot)).map(({ eventId }) => eventId);
    return this.#events(place, eventIds, hasEvent);
  }

  /** The event in one slot. */
  async slotAt(place: RoomKey, root: NodeHash, slot: StateSlot): Promise<TimelineEvent | undefined> {
    const eventId = await this.maps.lookUp(place, root, slot);
    return eventId === undefined ? undefined : this.timeline.byId(place, eventId);
  }

  /** State events that are `to` and were not `from`. */
  async delta(place: RoomKey, roots: { readonly from: NodeHash; readonly to: NodeHash }): Promise<StoredEvent[]> {
    const differences = await this.maps.diff(place, roots);
    return this.#events(
      place,
      differences.flatMap(({ after }) => after ?? []),
    );
  }

  /** Any number of events by their ids; each page in the order of positions. */
  async #events(
    place: RoomKey,
    eventIds: readonly string[],
    isWanted: (event: TimelineEvent) => boolean = () => true,
  ): Promise<StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (let start = 0; start < eventIds.length; start += PAGE_EVENTS) {
      const page = await this.timeline.byIds(place, eventIds.slice(start, start + PAGE_EVENTS));
      for (const event of page) if (isWanted(event)) events.push(toStoredEvent(event, { showsRedaction: false }));
    }
    return events;
  }
}
