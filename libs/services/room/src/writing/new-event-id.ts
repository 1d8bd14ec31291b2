import type { EventId, RoomVersionRules, ServerName } from '@chappe/events';
import type { Randomness } from '@chappe/runtime';

const OPAQUE_CHARACTERS = 18;

/** The `eventId` of an event's template, for room versions whose servers choose event IDs (rooms/v1#event-ids). */
export function newEventId(
  rules: RoomVersionRules,
  serverName: ServerName,
  randomness: Randomness,
): { readonly eventId?: EventId } {
  if (rules.eventIds !== 'member') return {};
  return { eventId: `$${randomness.token(OPAQUE_CHARACTERS)}:${serverName}` as EventId };
}
