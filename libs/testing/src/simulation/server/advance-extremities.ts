import { prevEventIdsOf, type Pdu } from '@chappe/events';
import { isVisible } from './references.js';
import type { StoredEvent } from './stored-event.js';

/**
 * The forward extremities after a new visible event. It takes the place of the events before it, those before rejected
 * and soft-failed ones included (server-server-api#soft-failure).
 */
export function advanceExtremities(
  extremities: readonly string[],
  event: { readonly eventId: string; readonly pdu: Pdu },
  events: ReadonlyMap<string, StoredEvent>,
): string[] {
  const replaced = new Set<string>();
  const waiting = prevEventIdsOf(event.pdu);
  for (let eventId = waiting.pop(); eventId !== undefined; eventId = waiting.pop()) {
    if (replaced.has(eventId)) continue;
    replaced.add(eventId);
    const prevEvent = events.get(eventId);
    if (prevEvent?.states !== undefined && !isVisible(prevEvent)) waiting.push(...prevEventIdsOf(prevEvent.pdu));
  }
  return [...extremities.filter((eventId) => !replaced.has(eventId)), event.eventId];
}
