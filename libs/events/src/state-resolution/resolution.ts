import type { StateSlot } from '../content/state-slot.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { NodeHash } from '../state-map/state-node.js';
import type { AuthChains } from './auth-chains.js';
import type { Conflict } from './find-conflicts.js';
import type { EventSource, GraphEvent } from './graph-event.js';
import { MissingEventsError } from './missing-events-error.js';
import type { SlotMap } from './slot-map.js';
import type { UnconflictedState } from './unconflicted-state.js';

/** The states that are resolved, each of them once. */
export interface ResolvedStates {
  readonly roots: readonly [NodeHash, ...NodeHash[]];
  readonly conflicts: SlotMap<Conflict>;
  readonly unconflicted: UnconflictedState;
}

/** What the steps of one resolution work with. */
export class Resolution {
  constructor(
    readonly rules: RoomVersionRules,
    readonly states: ResolvedStates,
    private readonly graph: { readonly events: EventSource; readonly authChains: AuthChains },
  ) {}

  get authChains(): AuthChains {
    return this.graph.authChains;
  }

  /** Throws `MissingEventsError`. */
  readEvent(eventId: string): GraphEvent {
    return this.readEvents([eventId])[0]!;
  }

  /** Throws `MissingEventsError` for all that are missing. */
  readEvents(eventIds: readonly string[]): GraphEvent[] {
    const events = eventIds.map((eventId) => this.graph.events.get(eventId));
    const [missing, ...more] = eventIds.filter((_, index) => events[index] === undefined);
    if (missing !== undefined) throw new MissingEventsError([missing, ...more]);
    return events as GraphEvent[];
  }

  /** The event in a slot of the unconflicted state map. Throws `MissingEventsError` and `MissingNodeError`. */
  readUnconflicted(slot: StateSlot): GraphEvent | undefined {
    const eventId = this.states.unconflicted.get(slot);
    return eventId === undefined ? undefined : this.readEvent(eventId);
  }

  /** The slot of a numbered event, `undefined` if it is none of state. Throws `MissingEventsError`. */
  slotOf(number: number): StateSlot | undefined {
    const known = this.authChains.slotOf(number);
    if (known !== undefined) return known;
    const { type, state_key: stateKey } = this.readEvent(this.authChains.eventIdOf(number)).pdu;
    return stateKey === undefined ? undefined : { type, stateKey };
  }
}
