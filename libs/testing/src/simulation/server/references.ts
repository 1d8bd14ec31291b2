import { prevEventIdsOf } from '@chappe/events';
import { isPlaced, type StoredEvent } from './stored-event.js';

/** Whether readers and new events may know of the event: neither rejected nor soft-failed. */
export function isVisible(event: StoredEvent): boolean {
  return isPlaced(event) && event.rejectedBy === undefined && !event.softFailed;
}

/**
 * The events that come before some event that is visible, so that they are neither forward extremities nor new.
 * Edges through rejected and soft-failed events count: they are no extremities themselves.
 */
export class References {
  readonly #eventIds = new Set<string>();

  constructor(private readonly events: ReadonlyMap<string, StoredEvent>) {}

  /** Notes what a placed event says of the events before it. */
  add(event: StoredEvent): void {
    const waiting = isVisible(event) || (isPlaced(event) && this.#eventIds.has(event.eventId)) ? [event] : [];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const eventId of prevEventIdsOf(next.pdu)) {
        if (this.#eventIds.has(eventId)) continue;
        this.#eventIds.add(eventId);
        const prevEvent = this.events.get(eventId);
        if (isPlaced(prevEvent) && !isVisible(prevEvent)) waiting.push(prevEvent);
      }
    }
  }

  has(eventId: string): boolean {
    return this.#eventIds.has(eventId);
  }
}
