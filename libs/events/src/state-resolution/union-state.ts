import type { Pdu } from '../content/pdu.js';
import type { StateSlot } from '../content/state-slot.js';
import type { GraphEvent } from './graph-event.js';
import type { Resolution } from './resolution.js';
import { SlotMap } from './slot-map.js';

/** What version 1 calls R: the union of the states without conflicting events, and what was resolved so far. */
export class UnionState {
  readonly #resolved = new SlotMap<GraphEvent>();

  constructor(private readonly resolution: Resolution) {}

  set(slot: StateSlot, event: GraphEvent): void {
    this.#resolved.set(slot, event);
  }

  /** Throws `MissingEventsError` and `MissingNodeError`. */
  get(slot: StateSlot): Pdu | undefined {
    const resolved = this.#resolved.get(slot);
    if (resolved !== undefined) return resolved.pdu;
    const eventId = this.resolution.states.unconflicted.get(slot);
    return eventId === undefined ? undefined : this.resolution.readEvent(eventId).pdu;
  }

  get resolved(): SlotMap<string> {
    const eventIds = new SlotMap<string>();
    for (const [slot, { eventId }] of this.#resolved.entries()) eventIds.set(slot, eventId);
    return eventIds;
  }
}
