import type { RoomVersionRules } from '@chappe/events';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const DIGITS = { base64_hash: `${ALPHANUMERIC}+/`, url_safe_hash: `${ALPHANUMERIC}-_` } as const;
/** Unpadded Base64 of 32 bytes. */
const HASH_DIGITS = 43;

/** Whether an edge has the form of the room version (rooms/v1#event-format, rooms/v3#event-ids, rooms/v4#event-ids). */
export function isEdgeNaively(edge: unknown, { edgesWithHashes, eventIds }: RoomVersionRules): boolean {
  const eventId = edgesWithHashes ? idInPair(edge) : edge;
  if (typeof eventId !== 'string' || !eventId.startsWith('$')) return false;
  if (eventIds === 'member') return eventId.includes(':') && Buffer.byteLength(eventId) <= 255;
  const digits = eventId.slice(1).split('');
  return digits.length === HASH_DIGITS && digits.every((digit) => DIGITS[eventIds].includes(digit));
}

function idInPair(edge: unknown): unknown {
  if (!Array.isArray(edge) || edge.length !== 2) return undefined;
  const [eventId, hashes] = edge as [unknown, { sha256?: unknown } | null];
  return typeof hashes?.sha256 === 'string' ? eventId : undefined;
}
