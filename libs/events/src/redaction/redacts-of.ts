import { textOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { parseEventId, type EventId } from '../identifiers/event-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/**
 * The event that a redaction names, where the room version puts it (rooms/v11#moving-the-redacts-property);
 * `undefined` for other events and when the ID is missing or damaged.
 */
export function redactsOf(pdu: Pdu, rules: RoomVersionRules): EventId | undefined {
  if (pdu.type !== 'm.room.redaction') return undefined;
  const target = rules.redactsInContent ? textOf(pdu.content, 'redacts') : pdu.redacts;
  return typeof target === 'string' ? parseEventId(target) : undefined;
}
