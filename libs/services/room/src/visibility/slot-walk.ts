import type { NodeHash, StateSlot } from '@chappe/events';
import type { RoomKey } from '../partitions/partitions.js';
import type { StateMaps } from '../state/state-maps.js';
import type { TimelineEvent } from '../timeline/timeline-event.js';

/** Event ids in a slot before and after an event; the two differ when it is the event that changes the slot. */
export interface SlotAtEvent {
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/**
 * Follows one slot through a run of events. State after an event is the state before it with the event put in, so the
 * state map has to be asked only where the run does not continue the event before: at its start and at forks.
 */
export class SlotWalk {
  #root: NodeHash | undefined;
  #eventId: string | undefined;

  constructor(
    private readonly maps: StateMaps,
    private readonly key: RoomKey,
    private readonly slot: StateSlot,
  ) {}

  /** @param event the next one of the run, which ascends */
  async step(event: TimelineEvent): Promise<SlotAtEvent> {
    if (event.stateBefore !== this.#root) {
      this.#eventId = await this.maps.lookUp(this.key, event.stateBefore, this.slot);
    }
    const before = this.#eventId;
    if (this.#isChangedBy(event)) this.#eventId = event.eventId;
    this.#root = event.stateAfter;
    return { before, after: this.#eventId };
  }

  #isChangedBy({ pdu, stateBefore, stateAfter }: TimelineEvent): boolean {
    return stateBefore !== stateAfter && pdu.type === this.slot.type && pdu.state_key === this.slot.stateKey;
  }
}
