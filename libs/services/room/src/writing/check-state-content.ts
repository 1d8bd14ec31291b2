import type { JsonObject, JsonValue } from '@chappe/crypto';
import { isJsonObject, parseUserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

const LEVELS = ['ban', 'events_default', 'invite', 'kick', 'redact', 'state_default', 'users_default'];
const MAPS_OF_LEVELS = ['events', 'users', 'notifications'];
const MEMBERSHIPS = new Set<JsonValue | undefined>(['join', 'invite', 'knock', 'leave', 'ban']);

/**
 * Refuses state that clients could not make sense of, whatever the room version would let through. Everything else is
 * the business of the authorization rules.
 * @throws MatrixError M_BAD_JSON, M_INVALID_PARAM
 */
export function checkStateContent(type: string, stateKey: string, content: JsonObject): void {
  // Servers tell redactions by type alone, and here they are judged as messages only.
  if (type === 'm.room.redaction') throw MatrixError.badJson('m.room.redaction is no state event');
  if (type === 'm.room.power_levels') checkPowerLevels(content);
  if (type === 'm.room.member') checkMember(stateKey, content);
}

function checkMember(stateKey: string, content: JsonObject): void {
  if (!parseUserId(stateKey)) throw MatrixError.invalidParam('The state key of m.room.member is a user ID');
  if (!MEMBERSHIPS.has(content['membership'])) throw MatrixError.badJson('There is no such membership');
}

/** Levels are integers: no text, as early room versions allowed (client-server-api, "m.room.power_levels"). */
function checkPowerLevels(content: JsonObject): void {
  for (const name of LEVELS) checkLevel(name, content[name]);
  for (const name of MAPS_OF_LEVELS) {
    const levels = content[name];
    if (levels === undefined) continue;
    if (!isJsonObject(levels)) throw MatrixError.badJson(`${name} is an object`);
    for (const [key, level] of Object.entries(levels)) checkLevel(`${name}.${key}`, level);
  }
}

function checkLevel(name: string, level: JsonValue | undefined): void {
  if (level !== undefined && !Number.isSafeInteger(level)) throw MatrixError.badJson(`${name} is an integer`);
}
