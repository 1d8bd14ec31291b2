import { checkAuth } from '../event-auth/check-auth.js';
import type { StateLookup } from '../event-auth/auth-state.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { StateSlot } from '../content/state-slot.js';
import type { GraphEvent } from './graph-event.js';
import type { PartialState } from './partial-state.js';

/** The events between which states conflict in one slot; deeper events last, of the same depth as orderByDepth says. */
export interface ConflictBlock {
  readonly slot: StateSlot;
  readonly events: readonly [GraphEvent, ...GraphEvent[]];
}

/**
 * The last event of a block up to which each is allowed by the state with the one before it. Conflicts of one type
 * are resolved independently of each other: the specification gives them no order.
 */
export function replayBlock({ slot, events }: ConflictBlock, state: PartialState, rules: RoomVersionRules): GraphEvent {
  let [last] = events;
  const lookUp: StateLookup = (type, stateKey) =>
    type === slot.type && stateKey === slot.stateKey ? last.pdu : state.get({ type, stateKey })?.pdu;
  for (const event of events.slice(1)) {
    if (!checkAuth(event.pdu, lookUp, rules).allowed) return last;
    last = event;
  }
  return last;
}

/**
 * The deepest event of a block that is allowed by the state. Where none is, which the specification leaves open, the
 * event that a replay would begin with: what other servers take, so that rooms do not split.
 */
export function pickDeepestAllowed(
  { events }: ConflictBlock,
  state: PartialState,
  rules: RoomVersionRules,
): GraphEvent {
  const lookUp: StateLookup = (type, stateKey) => state.get({ type, stateKey })?.pdu;
  return events.findLast((event) => checkAuth(event.pdu, lookUp, rules).allowed) ?? events[0];
}
