import { sha1 } from '@chappe/crypto';

import { compareIntegers } from '../content/pdu-integer.js';
import type { GraphEvent } from './graph-event.js';

interface HashedEvent {
  readonly event: GraphEvent;
  readonly hash: Uint8Array;
}

/** Orders events by ascending depth, then descending SHA-1 of the event ID (rooms/v1#state-resolution). */
export function orderByDepth(events: readonly GraphEvent[]): GraphEvent[] {
  const hashed = events.map((event) => ({ event, hash: sha1(event.eventId) }));
  return hashed.sort(compareHashed).map(({ event }) => event);
}

function compareHashed(left: HashedEvent, right: HashedEvent): number {
  return compareIntegers(left.event.pdu.depth, right.event.pdu.depth) || compareBytes(right.hash, left.hash);
}

/** Orders byte strings of one length. */
function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const at = left.findIndex((byte, index) => byte !== right[index]);
  return at < 0 ? 0 : left[at]! - right[at]!;
}
