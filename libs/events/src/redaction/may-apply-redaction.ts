import { eventIdOf } from '../build-event/event-hashes.js';
import type { Pdu } from '../content/pdu.js';
import { powerLevels, type StateLookup } from '../event-auth/auth-state.js';
import { serverNameOf } from '../identifiers/server-name-of.js';
import type { UserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/** A redaction and the event that it names, both valid and accepted. */
export interface RedactionPair {
  readonly redaction: Pdu;
  readonly target: Pdu;
}

/**
 * Whether a redaction is to be applied to the event that it names. `state` is the room state
 * before the redaction, create event included. The redact level suffices; so does the server that the target is from:
 * by event ID in room versions 1 and 2 (rooms/v1#authorisation-rules 11), by sender from version 3 on
 * (rooms/v3#handling-redactions). Never across rooms. Throws like eventIdOf.
 */
export function mayApplyRedaction(
  { redaction, target }: RedactionPair,
  state: StateLookup,
  rules: RoomVersionRules,
): boolean {
  if (redaction.type !== 'm.room.redaction' || redaction.room_id !== roomIdOf(target, rules)) return false;
  const levels = powerLevels(state, rules);
  if (levels.ofUser(redaction.sender) >= levels.redact) return true;
  return rules.redactionRule
    ? isSameDomain(redaction.event_id, target.event_id)
    : isSameDomain(redaction.sender, target.sender);
}

function roomIdOf(pdu: Pdu, rules: RoomVersionRules): string | undefined {
  const makesRoom = rules.roomIdIsCreateEventId && pdu.type === 'm.room.create';
  return makesRoom ? `!${eventIdOf(pdu, rules).slice(1)}` : pdu.room_id;
}

function isSameDomain(left: string | undefined, right: string | undefined): boolean {
  const isWhole = left?.includes(':') === true && right?.includes(':') === true;
  return isWhole && serverNameOf(left as UserId) === serverNameOf(right as UserId);
}
