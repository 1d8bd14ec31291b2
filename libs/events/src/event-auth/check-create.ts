import { fieldOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import { roomVersionRules } from '../room-versions/room-versions.js';
import { ALLOWED, rejected, type AuthVerdict } from './auth-verdict.js';

/** Rule 1: the create event. */
export function checkCreate(pdu: Pdu, rules: RoomVersionRules): AuthVerdict {
  if (pdu.prev_events.length > 0) return rejected('1.1', 'A create event has no previous events');
  return checkRoomId(pdu, rules) ?? checkRoomVersion(pdu) ?? checkCreators(pdu, rules) ?? ALLOWED;
}

function checkRoomId(pdu: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  if (rules.roomIdIsCreateEventId) {
    return pdu.room_id === undefined ? undefined : rejected('1.2', 'A create event has no room ID');
  }
  if (domainOf(pdu.room_id) !== undefined && domainOf(pdu.room_id) === domainOf(pdu.sender)) return undefined;
  return rejected('1.2', 'The domain of the room ID is not that of the sender', 'v11');
}

function domainOf(id: string | undefined): string | undefined {
  return id?.includes(':') ? id.slice(id.indexOf(':') + 1) : undefined;
}

function checkRoomVersion(pdu: Pdu): AuthVerdict | undefined {
  const version = fieldOf(pdu.content, 'room_version');
  const isKnown = typeof version === 'string' && roomVersionRules(version) !== undefined;
  return version === undefined || isKnown ? undefined : rejected('1.3', 'The room version is not known');
}

function checkCreators(pdu: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  if (rules.creators === 'content_creator') {
    return fieldOf(pdu.content, 'creator') === undefined
      ? rejected('1.4', 'The create event names no creator', 'v10')
      : undefined;
  }
  if (rules.creators === 'sender') return undefined;
  const additional = fieldOf(pdu.content, 'additional_creators');
  if (additional === undefined || (Array.isArray(additional) && additional.every(isUserId))) return undefined;
  return rejected('1.4', 'additional_creators is not a list of user IDs');
}

function isUserId(value: unknown): boolean {
  return typeof value === 'string' && parseUserId(value) !== undefined;
}
