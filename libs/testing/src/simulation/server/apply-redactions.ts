import { redactsOf } from '@chappe/events';
import { loadAndRetry } from './load-and-retry.js';
import { stateLookup } from './room-states.js';
import type { ServerContext } from './server-context.js';
import { isPlaced, type StoredEvent } from './stored-event.js';
import type { Task } from './task.js';

/**
 * The event and the one that it redacts, as they are to be stored: redactions apply when both are known and valid, in
 * whatever order they come (rooms/v3#handling-redactions).
 */
export function* applyRedactions(server: ServerContext, event: StoredEvent): Task<StoredEvent[]> {
  const { store, world } = server;
  const stored = [yield* redactedByKnown(server, event)];
  const target = store.events.get(redactsOf(event.pdu, world.rules) ?? '');
  if (target !== undefined && target.redactedBy === undefined && (yield* applies(server, event, target))) {
    world.trace.note('redactions applied');
    stored.push({ ...target, redactedBy: event.eventId });
  }
  return stored;
}

/** The event with the mark of a redaction that came before it. */
function* redactedByKnown(server: ServerContext, event: StoredEvent): Task<StoredEvent> {
  for (const eventId of server.store.redactions.get(event.eventId) ?? []) {
    const redaction = server.store.events.get(eventId);
    if (redaction === undefined || !(yield* applies(server, redaction, event))) continue;
    server.world.trace.note('redactions applied late');
    return { ...event, redactedBy: eventId };
  }
  return event;
}

function* applies(server: ServerContext, redaction: StoredEvent, target: StoredEvent): Task<boolean> {
  const { memory, protocol, world } = server;
  if (!isPlaced(redaction) || redaction.rejectedBy !== undefined || redaction.softFailed) return false;
  if (!isPlaced(target) || target.rejectedBy !== undefined) return false;
  const { before } = redaction.states;
  const pair = { redaction: redaction.pdu, target: target.pdu };
  return yield* loadAndRetry(server, () => protocol.mayApplyRedaction(pair, stateLookup(memory, before), world.rules));
}
