import { compareCodePoints } from '@chappe/crypto';

import { compareIntegers } from '../content/pdu-integer.js';
import type { ConflictedEvent } from './conflicted-event.js';

/** Orders events by `origin_server_ts`, then event ID: how both orderings of version 2 break ties. */
export function compareAge(left: ConflictedEvent, right: ConflictedEvent): number {
  const byTime = compareIntegers(left.pdu.origin_server_ts, right.pdu.origin_server_ts);
  return byTime === 0 ? compareCodePoints(left.eventId, right.eventId) : byTime;
}
