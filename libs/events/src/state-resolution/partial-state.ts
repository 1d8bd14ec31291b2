import type { StateSlot } from '../content/state-slot.js';
import type { ConflictedEvent } from './conflicted-event.js';
import { SlotMap } from './slot-map.js';

/** A room state under construction: what was allowed so far, above the state that it started from. */
export class PartialState {
  readonly #allowed = new SlotMap<string>();

  /** `start` gives the event ID in a slot of the initial state. */
  constructor(private readonly start: (slot: StateSlot) => string | undefined) {}

  apply({ slot, eventId }: ConflictedEvent): void {
    this.#allowed.set(slot, eventId);
  }

  eventIdIn(slot: StateSlot): string | undefined {
    return this.#allowed.get(slot) ?? this.start(slot);
  }

  /** What was applied last, by slot. */
  get allowed(): SlotMap<string> {
    return this.#allowed;
  }
}
