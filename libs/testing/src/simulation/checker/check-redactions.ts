import { redactsOf } from '@chappe/events';
import type { SimulatedServer } from '../server/simulated-server.js';
import { isPlaced } from '../server/stored-event.js';
import type { Violation } from './violation.js';

/** Servers that hold the same redactions of an event, none of them soft-failed, have applied them alike. */
export function checkRedactions(servers: readonly SimulatedServer[]): Violation[] {
  const first = new Map<string, { isRedacted: boolean; server: string }>();
  const violations: Violation[] = [];
  for (const server of servers) {
    for (const event of server.store.events.values()) {
      const redactions = server.store.redactions.get(event.eventId);
      if (redactions === undefined || !isPlaced(event) || isDoubtful(servers, event.eventId)) continue;
      const key = `${event.eventId} ${[...redactions].sort().join(' ')}`;
      const isRedacted = event.redactedBy !== undefined;
      const other = first.get(key);
      if (other === undefined) first.set(key, { isRedacted, server: server.name });
      else if (other.isRedacted !== isRedacted) {
        violations.push({
          invariant: 'redactions apply alike',
          details: `${key} on ${server.name} and ${other.server}`,
        });
      }
    }
  }
  return violations;
}

/** Whether a redaction of the event was soft-failed somewhere, or is known only as an outlier. */
function isDoubtful(servers: readonly SimulatedServer[], target: string): boolean {
  return servers.some(({ store, world }) =>
    [...store.events.values()].some(
      (event) => redactsOf(event.pdu, world.rules) === target && (event.softFailed || !isPlaced(event)),
    ),
  );
}
