import { RoomEvent } from '../../views/rooms/room-event.js';
import type { RoomService } from '../../views/rooms/room-service.js';
import { slotOf } from '../../views/rooms/room-state.js';
import { stateDelta } from '../../views/rooms/state-pages.js';
import type { RoomView } from '../../views/rooms/room-view.js';
import { TIMELINE_PAGE_EVENTS } from '../../sync.limits.js';

/** Two positions of a room's partition. */
export interface PositionRange {
  /** Exclusive. */
  readonly after: number;
  /** Inclusive. */
  readonly upTo: number;
}

/** Older events of a room. */
export interface TimelinePage {
  /** Oldest first. */
  readonly events: RoomEvent[];
  /** The range held more events before these. */
  readonly hasMore: boolean;
}

/** A room's past: from the view as far as it reaches, from the room service behind that. */
export class RoomHistory {
  constructor(
    readonly roomId: string,
    readonly view: RoomView,
    private readonly room: RoomService,
  ) {}

  /**
   * The state after the last event at or before a position.
   * @param members only these users' member events; absent: all
   */
  async stateAt(position: number, members?: ReadonlySet<string>): Promise<RoomEvent[]> {
    if (this.view.timeline.covers(position)) return this.view.stateAt(position, members);
    const state = await this.#readDelta({ after: 0, upTo: position });
    if (!members) return state;
    return state.filter((event) => event.membership === undefined || members.has(event.stateKey ?? ''));
  }

  /** One slot of the state at a position. */
  slotAt(type: string, stateKey: string, position: number): RoomEvent | undefined | Promise<RoomEvent | undefined> {
    if (this.view.timeline.covers(position)) return this.view.slotAt(type, stateKey, position);
    return this.#readSlot(type, stateKey, position);
  }

  /** State at the end of a range, as far as it differs from the state at its start: one event per changed slot. */
  changes(range: PositionRange): RoomEvent[] | Promise<RoomEvent[]> {
    if (range.after >= range.upTo) return [];
    if (!this.view.timeline.covers(range.after)) return this.#readDelta(range);
    const changed = new Map<string, RoomEvent>();
    for (const event of this.view.timeline.between(range.after, range.upTo)) {
      if (event.stateKey === undefined) continue;
      const slot = slotOf(event);
      if (!changed.has(slot)) changed.set(slot, event);
    }
    return [...changed.values()].reverse();
  }

  /** The newest events of a range that reaches behind the view. */
  async page(range: PositionRange): Promise<TimelinePage> {
    const { roomId } = this;
    const { events, limited } = await this.room.readTimeline({
      roomId,
      afterPosition: range.after,
      toPosition: range.upTo,
      limit: TIMELINE_PAGE_EVENTS,
    });
    return { events: events.map((stored) => RoomEvent.ofStored(stored)), hasMore: limited };
  }

  /** A slot that did not change since is in the view. */
  async #readSlot(type: string, stateKey: string, position: number): Promise<RoomEvent | undefined> {
    const current = this.view.state.get(type, stateKey);
    if (!current || current.position <= position) return current;
    const { events } = await this.room.readSlots({ roomId: this.roomId, position, slots: [{ type, stateKey }] });
    return events[0] && RoomEvent.ofStored(events[0]);
  }

  /** @param range `after` may be larger than `upTo`: then it is the way back */
  async #readDelta(range: PositionRange): Promise<RoomEvent[]> {
    const { roomId } = this;
    const request = { roomId, fromPosition: range.after, toPosition: range.upTo };
    const events = await stateDelta(this.room, request);
    return events.map((stored) => RoomEvent.ofStored(stored));
  }
}
