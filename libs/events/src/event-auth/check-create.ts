import { roomVersionOf } from '../content/create-content.js';
import { fieldOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { roomVersionRules } from '../room-versions/room-versions.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';
import { domainOf } from './domain-of.js';

/** The create event (rooms/v12#authorisation-rules 1). */
export function checkCreate(pdu: Pdu, rules: RoomVersionRules): AuthVerdict {
  if (pdu.prev_events.length > 0) {
    return rejected(rules, 'create.prevEvents', 'A create event has no previous events');
  }
  return checkRoomId(pdu, rules) ?? checkRoomVersion(pdu, rules) ?? checkCreators(pdu, rules) ?? ALLOWED;
}

function checkRoomId(pdu: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  if (rules.roomIdIsCreateEventId) {
    return pdu.room_id === undefined
      ? undefined
      : rejected(rules, 'create.roomId', 'A create event has no room ID in this room version');
  }
  const domain = domainOf(pdu.room_id);
  if (domain !== undefined && domain === domainOf(pdu.sender)) return undefined;
  return rejected(rules, 'create.roomId', 'The domain of the room ID is not that of the sender');
}

function checkRoomVersion(pdu: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  const version = roomVersionOf(pdu);
  return version !== undefined && roomVersionRules(version) !== undefined
    ? undefined
    : rejected(rules, 'create.roomVersion', 'The room version is not known');
}

function checkCreators(pdu: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  if (rules.creators === 'sender') return undefined;
  if (rules.creators === 'content_creator') {
    const isNamed = fieldOf(pdu.content, 'creator') !== undefined;
    return isNamed ? undefined : rejected(rules, 'create.creator', 'The create event names no creator');
  }
  const additional = fieldOf(pdu.content, 'additional_creators');
  if (additional === undefined || (Array.isArray(additional) && additional.every(isUserId))) return undefined;
  return rejected(rules, 'create.additionalCreators', 'The additional_creators are not a list of user IDs');
}

function isUserId(value: unknown): boolean {
  return typeof value === 'string' && parseUserId(value) !== undefined;
}
