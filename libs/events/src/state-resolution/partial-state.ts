import type { StateSlot } from '../content/state-slot.js';
import type { GraphEvent } from './graph-event.js';
import { SlotMap } from './slot-map.js';

/** A room state under construction: what was applied so far, above the state that it started from. */
export class PartialState {
  readonly #applied = new SlotMap<GraphEvent>();

  /** `start` gives the event in a slot of the initial state. */
  constructor(private readonly start: (slot: StateSlot) => GraphEvent | undefined) {}

  apply(slot: StateSlot, event: GraphEvent): void {
    this.#applied.set(slot, event);
  }

  /** Throws what `start` throws. */
  get(slot: StateSlot): GraphEvent | undefined {
    return this.#applied.get(slot) ?? this.start(slot);
  }

  /** What was applied last, by slot. */
  get applied(): SlotMap<GraphEvent> {
    return this.#applied;
  }
}
