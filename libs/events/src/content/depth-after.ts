import { JsonNumber } from '@chappe/crypto';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { compareIntegers } from './pdu-integer.js';
import { DEPTH_MAX, type Pdu, type PduInteger } from './pdu.js';

/** Largest depth where numbers need not be those of canonical JSON (rooms/v1#event-format). */
const INT64_MAX = 2n ** 63n - 1n;

/**
 * The depth of a new event: that of its deepest previous event plus one, 1 without any, and the limit of the room
 * version once that is reached, as a previous event of another server may have done (rooms/v1#event-format, 2^63 - 1;
 * rooms/v6#event-format, 2^53 - 1).
 */
export function depthAfter(prevEvents: readonly Pick<Pdu, 'depth'>[], rules: RoomVersionRules): PduInteger {
  let deepest: PduInteger = 0;
  for (const { depth } of prevEvents) if (compareIntegers(depth, deepest) > 0) deepest = depth;
  if (typeof deepest === 'number' && deepest < DEPTH_MAX) return deepest + 1;
  if (rules.canonicalJsonEnforced) return DEPTH_MAX;
  const next = BigInt(typeof deepest === 'number' ? deepest : deepest.text) + 1n;
  return new JsonNumber(String(next < INT64_MAX ? next : INT64_MAX));
}
