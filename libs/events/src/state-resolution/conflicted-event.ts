import type { StateSlot } from '../content/state-slot.js';
import { collectLoaded } from './collect-loaded.js';
import type { GraphEvent } from './graph-event.js';
import type { Resolution } from './resolution.js';

/** An event of the full conflicted set with what its replay needs. */
export interface ConflictedEvent extends GraphEvent {
  /** Its number in the auth chains. */
  readonly number: number;
  readonly slot: StateSlot;
  /** The events that its `auth_events` name; in rooms whose ID is that of the create event, that one as well. */
  readonly authEvents: readonly GraphEvent[];
}

/** Reads events of state with their auth events. Throws `MissingEventsError`. */
export function readConflictedEvents(numbers: Iterable<number>, resolution: Resolution): ConflictedEvent[] {
  return collectLoaded(numbers, (number) => readConflictedEvent(number, resolution)).flat();
}

/** None where the number is that of a message. */
function readConflictedEvent(number: number, resolution: Resolution): ConflictedEvent[] {
  const { authChains, rules } = resolution;
  const authEventIds: string[] = [];
  for (let edge = authChains.edgesStart(number); edge < authChains.edgesEnd(number); edge += 1) {
    authEventIds.push(authChains.eventIdOf(authChains.authEventAt(edge)));
  }
  const eventId = authChains.eventIdOf(number);
  const [event, ...authEvents] = resolution.readEvents([eventId, ...authEventIds]);
  const { pdu, rejected } = event!;
  // rooms/v12#event-format: the create event is implied by the room ID.
  if (rules.roomIdIsCreateEventId && pdu.room_id !== undefined) {
    authEvents.push(resolution.readEvent(`$${pdu.room_id.slice(1)}`));
  }
  if (pdu.state_key === undefined) return [];
  return [{ number, eventId, pdu, rejected, slot: { type: pdu.type, stateKey: pdu.state_key }, authEvents }];
}

/** The auth event for a slot that an event names. */
export function findAuthEvent({ authEvents }: ConflictedEvent, type: string, stateKey: string): GraphEvent | undefined {
  return authEvents.find(({ pdu }) => pdu.type === type && pdu.state_key === stateKey);
}
