import type { RoomEvent } from './room-event.js';
import { VIEW_TIMELINE_BYTES_MAX, VIEW_TIMELINE_EVENTS_MAX } from '../../sync.limits.js';

/** The newest events of a room by arrival, without gap above `floor`. */
export class Timeline {
  #bytes = 0;

  /**
   * @param events oldest first
   * @param floor every event with a larger position is here; 0: from the room's creation
   */
  constructor(
    readonly events: RoomEvent[],
    public floor: number,
  ) {
    for (const event of events) this.#bytes += event.bytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  push(event: RoomEvent): void {
    this.events.push(event);
    this.#bytes += event.bytes;
    while (this.#isFull()) this.#dropOldest();
  }

  /** Whether every event after this position is here. */
  covers(after: number): boolean {
    return after >= this.floor;
  }

  /** The events after one position and not after another, as far as they are here; newest first. */
  *between(after: number, upTo: number): Iterable<RoomEvent> {
    for (let i = this.events.length - 1; i >= 0; i--) {
      const event = this.events[i];
      if (!event || event.position <= after) return;
      if (event.position <= upTo) yield event;
    }
  }

  #isFull(): boolean {
    if (this.events.length <= 1) return false;
    return this.events.length > VIEW_TIMELINE_EVENTS_MAX || this.#bytes > VIEW_TIMELINE_BYTES_MAX;
  }

  #dropOldest(): void {
    const oldest = this.events.shift();
    if (!oldest) return;
    this.#bytes -= oldest.bytes;
    this.floor = oldest.position;
    // Otherwise each state event would keep all that ever stood in its slot.
    oldest.previous = undefined;
  }
}
