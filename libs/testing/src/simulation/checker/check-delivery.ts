import type { SimulatedServer } from '../server/simulated-server.js';
import type { Acknowledged } from '../users/client.js';
import type { Reader } from '../users/reader.js';
import type { Violation } from './violation.js';

/** What was acknowledged to a client is still there, once. */
export function checkAcknowledged(acknowledged: readonly Acknowledged[]): Violation[] {
  const violations: Violation[] = [];
  for (const { server, txnId, eventId } of acknowledged) {
    const details = `${txnId} on ${server.name}: ${eventId}`;
    if (!server.store.events.has(eventId)) violations.push({ invariant: 'acknowledged events stay', details });
    else if (server.store.clientTransactions.get(txnId) !== eventId) {
      violations.push({ invariant: 'a transaction ID makes one event', details });
    }
  }
  return violations;
}

/** Every event that was queued for a server that knows the room reached it. */
export function checkQueues(servers: readonly SimulatedServer[]): Violation[] {
  const violations: Violation[] = [];
  for (const server of servers) {
    for (const [destination, eventIds] of server.store.outbox) {
      const receiver = servers.find(({ name }) => name === destination);
      if (receiver?.store.room === undefined) continue;
      for (const eventId of eventIds) {
        if (receiver.store.events.has(eventId)) continue;
        violations.push({
          invariant: 'sent events arrive',
          details: `${eventId} from ${server.name} to ${destination}`,
        });
      }
    }
  }
  return violations;
}

/** Readers got every event once and in order. */
export function checkReaders(readers: readonly Reader[]): Violation[] {
  return readers.flatMap((reader) => {
    reader.read();
    reader.checkOrder();
    return reader.problems.map((problem) => ({
      invariant: 'readers get each event once and in order',
      details: `${reader.server.name}: ${problem}`,
    }));
  });
}
