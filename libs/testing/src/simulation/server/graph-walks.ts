import { authEventIdsOf, prevEventIdsOf } from '@chappe/events';
import type { StoredEvent } from './stored-event.js';

type Events = ReadonlyMap<string, StoredEvent>;

/**
 * The events between `earliest` and `latest`, neither included, breadth first from the latest, at most `limit`; given
 * oldest first (server-server-api#post_matrixfederationv1get_missing_eventsroomid).
 */
export function missingEvents(
  events: Events,
  query: { earliest: readonly string[]; latest: readonly string[]; limit: number },
): StoredEvent[] {
  const known = new Set(query.earliest);
  const starts = query.latest.flatMap((eventId) => events.get(eventId) ?? []);
  return walkBack(events, starts, { limit: query.limit, stops: known }).reverse();
}

/** The events before some events and those themselves, breadth first, at most `limit`. */
export function eventsBefore(events: Events, eventIds: readonly string[], limit: number): StoredEvent[] {
  const starts = eventIds.flatMap((eventId) => events.get(eventId) ?? []);
  return [...starts, ...walkBack(events, starts, { limit, stops: new Set() })].slice(0, limit);
}

function walkBack(
  events: Events,
  starts: readonly StoredEvent[],
  { limit, stops }: { limit: number; stops: ReadonlySet<string> },
): StoredEvent[] {
  const seen = new Set([...stops, ...starts.map(({ eventId }) => eventId)]);
  const found: StoredEvent[] = [];
  const waiting = starts.flatMap(({ pdu }) => prevEventIdsOf(pdu));
  for (let index = 0; index < waiting.length && found.length < limit; index++) {
    const eventId = waiting[index] ?? '';
    const event = events.get(eventId);
    if (event === undefined || seen.has(eventId)) continue;
    seen.add(eventId);
    found.push(event);
    waiting.push(...prevEventIdsOf(event.pdu));
  }
  return found;
}

/** IDs of all events in the auth chains of some events, those themselves not included unless others need them. */
export function authChainIds(events: Events, eventIds: readonly string[]): string[] {
  const found = new Set<string>();
  const waiting = [...eventIds];
  for (let eventId = waiting.pop(); eventId !== undefined; eventId = waiting.pop()) {
    const event = events.get(eventId);
    if (event === undefined) continue;
    for (const authEventId of authEventIdsOf(event.pdu)) {
      if (found.has(authEventId)) continue;
      found.add(authEventId);
      waiting.push(authEventId);
    }
  }
  return [...found];
}
