import { prevEventIdsOf } from '@chappe/events';
import { resolveStates } from '../server/room-states.js';
import type { SimulatedServer } from '../server/simulated-server.js';
import { isPlaced, type PlacedEvent } from '../server/stored-event.js';
import { runAtOnce } from './run-at-once.js';
import type { Violation } from './violation.js';

/** Servers that hold an event hold the same states before and after it, and accept or reject it alike. */
export function checkVerdicts(servers: readonly SimulatedServer[]): Violation[] {
  const first = new Map<string, { event: PlacedEvent; server: string }>();
  const violations: Violation[] = [];
  for (const server of servers) {
    for (const event of server.store.events.values()) {
      if (!isPlaced(event)) continue;
      const other = first.get(event.eventId);
      if (other === undefined) first.set(event.eventId, { event, server: server.name });
      else violations.push(...differences(event, other.event, `${server.name} and ${other.server}`));
    }
  }
  return violations;
}

function differences(left: PlacedEvent, right: PlacedEvent, where: string): Violation[] {
  const violations: Violation[] = [];
  const details = `${left.eventId} on ${where}`;
  if ((left.rejectedBy === undefined) !== (right.rejectedBy === undefined)) {
    const reasons = `${left.rejectedBy ?? 'accepted'} / ${right.rejectedBy ?? 'accepted'}`;
    violations.push({ invariant: 'verdicts agree', details: `${details}: ${reasons}` });
  }
  if (left.states.before !== right.states.before) violations.push({ invariant: 'states before agree', details });
  else if (left.states.after !== right.states.after) violations.push({ invariant: 'states after agree', details });
  return violations;
}

/** The state before each event is what its prev events make, also where it was once told by another server. */
export function checkStates(server: SimulatedServer): Violation[] {
  const violations: Violation[] = [];
  for (const event of server.store.events.values()) {
    if (!isPlaced(event) || event.pdu.type === 'm.room.create') continue;
    const prevEvents = prevEventIdsOf(event.pdu).map((eventId) => server.store.events.get(eventId));
    const placed = prevEvents.filter(isPlaced);
    if (placed.length < prevEvents.length) continue;
    const roots = placed.map(({ states }) => states.after);
    if (runAtOnce(resolveStates(server, roots)) === event.states.before) continue;
    violations.push({ invariant: 'states follow from prev events', details: `${event.eventId} on ${server.name}` });
  }
  return violations;
}
