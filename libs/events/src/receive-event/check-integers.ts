import { JsonNumber, type JsonObject, type JsonValue } from '@chappe/crypto';
import { fieldOf } from '../content/json-fields.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);
/** Digits of a 64-bit integer and its sign; longer texts are not turned into numbers. */
const INT64_CHARACTERS_MAX = 20;

/**
 * Whether `depth` and `origin_server_ts` are integers in the range of the room version: 64 bits, from version 6 on
 * those of canonical JSON, which parsing has seen to (rooms/v6#event-format). A depth counts events and is never
 * negative.
 */
export function checkIntegers(event: JsonObject, rules: RoomVersionRules): string | undefined {
  const bits = rules.canonicalJsonEnforced ? 53 : 63;
  const depth = integerOf(fieldOf(event, 'depth'));
  if (depth === undefined || depth < 0n) return `depth is not an integer from 0 to 2^${bits} - 1`;
  const time = integerOf(fieldOf(event, 'origin_server_ts'));
  return time === undefined ? `origin_server_ts is not an integer of at most ${bits} bits` : undefined;
}

function integerOf(value: JsonValue | undefined): bigint | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : undefined;
  if (!(value instanceof JsonNumber) || !value.isInteger || value.text.length > INT64_CHARACTERS_MAX) return undefined;
  const integer = BigInt(value.text);
  return integer <= INT64_MAX && integer >= INT64_MIN ? integer : undefined;
}
