import { isJsonObject, utf8Length, type JsonObject, type JsonValue } from '@chappe/crypto';
import { fieldOf, objectOf } from '../content/json-fields.js';
import { EVENT_FIELD_BYTES_MAX } from '../content/pdu.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

/**
 * Whether the members of an event that are no identifiers, integers or edges have the types of the room version's event
 * format, `type` and `state_key` within their limits; else what is wrong.
 */
export function checkMembers(event: JsonObject, rules: RoomVersionRules): string | undefined {
  if (!isShortText(fieldOf(event, 'type'))) return wrong('type', 'a string of at most 255 bytes');
  if (!isAbsentOr(isShortText, fieldOf(event, 'state_key'))) return wrong('state_key', 'a string of at most 255 bytes');
  if (!isJsonObject(fieldOf(event, 'content'))) return wrong('content', 'an object');
  if (!isEventHash(fieldOf(event, 'hashes'))) return wrong('hashes', 'an object with a string sha256');
  if (!isSignatures(fieldOf(event, 'signatures'))) return wrong('signatures', 'an object of objects of strings');
  if (!isAbsentOr(isJsonObject, fieldOf(event, 'unsigned'))) return wrong('unsigned', 'an object');
  if (!rules.redactsInContent && !isAbsentOr(isText, fieldOf(event, 'redacts'))) return wrong('redacts', 'a string');
  return undefined;
}

/** Whether a value is an object with a hash by the algorithm that is in use (definitions/components/event_hash). */
export function isEventHash(value: JsonValue | undefined): boolean {
  return isJsonObject(value) && isText(fieldOf(value, 'sha256'));
}

function wrong(member: string, expected: string): string {
  return `${member} is not ${expected}`;
}

function isAbsentOr(check: (value: JsonValue) => boolean, value: JsonValue | undefined): boolean {
  return value === undefined || check(value);
}

function isText(value: JsonValue | undefined): value is string {
  return typeof value === 'string';
}

function isShortText(value: JsonValue | undefined): boolean {
  return isText(value) && value.length <= EVENT_FIELD_BYTES_MAX && utf8Length(value) <= EVENT_FIELD_BYTES_MAX;
}

function isSignatures(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false;
  return Object.keys(value).every((serverName) => {
    const signatures = objectOf(value, serverName);
    return signatures !== undefined && Object.values(signatures).every(isText);
  });
}
