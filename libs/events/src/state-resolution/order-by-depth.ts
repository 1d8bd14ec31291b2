import { compareCodePoints, sha1 } from '@chappe/crypto';

import { compareIntegers } from '../content/pdu-integer.js';
import type { GraphEvent } from './graph-event.js';

interface HashedEvent {
  readonly event: GraphEvent;
  /** A character for each byte, so that texts compare like bytes. */
  readonly hash: string;
}

/** Orders events by ascending depth, then descending SHA-1 of the event ID (rooms/v1#state-resolution). */
export function orderByDepth(events: readonly GraphEvent[]): GraphEvent[] {
  const hashed = events.map((event) => ({ event, hash: String.fromCharCode(...sha1(event.eventId)) }));
  return hashed.sort(compareHashed).map(({ event }) => event);
}

function compareHashed(left: HashedEvent, right: HashedEvent): number {
  return compareIntegers(left.event.pdu.depth, right.event.pdu.depth) || compareCodePoints(right.hash, left.hash);
}
