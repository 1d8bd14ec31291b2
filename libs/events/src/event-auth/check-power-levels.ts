import { JsonNumber, type JsonObject, type JsonValue } from '@chappe/crypto';
import { creatorsOf } from '../content/create-content.js';
import { fieldOf, isJsonObject, objectOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { powerLevelOf } from '../content/power-level-of.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { AuthState } from './auth-state.js';
import { rejected, type AuthVerdict } from './auth-verdict.js';
import { checkLevelChanges, LEVEL_NAMES } from './check-level-changes.js';

/**
 * A power levels event (rooms/v12#authorisation-rules 10). Where strings count as levels, a level that is neither an
 * integer nor such a string is read as absent, but in `users`.
 */
export function checkPowerLevels(pdu: Pdu, auth: AuthState): AuthVerdict {
  const { rules } = auth;
  const malformed = checkIntegers(pdu, rules) ?? checkUsers(pdu, auth) ?? checkRange(pdu, rules);
  return malformed ?? checkLevelChanges(pdu, auth);
}

// Rules 10.1 and 10.2, from version 10 on.
function checkIntegers({ content }: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  if (rules.stringPowerLevels) return undefined;
  for (const name of LEVEL_NAMES) {
    const value = fieldOf(content, name);
    if (value !== undefined && powerLevelOf(value, rules) === undefined) {
      return rejected(rules, 'powerLevels.notInteger', `The level ${name} is not an integer`);
    }
  }
  const bad = ['events', 'notifications'].find((name) => !holdsIntegers(fieldOf(content, name), rules));
  if (bad === undefined) return undefined;
  return rejected(rules, 'powerLevels.notIntegers', `The levels in ${bad} are not an object with integers`);
}

// Rules 10.3 and 10.4.
function checkUsers({ content }: Pdu, { rules, create }: AuthState): AuthVerdict | undefined {
  const users = objectOf(content, 'users') ?? {};
  const areUserIds = Object.keys(users).every((userId) => parseUserId(userId) !== undefined);
  if (!areUserIds || !holdsIntegers(fieldOf(content, 'users'), rules)) {
    return rejected(rules, 'powerLevels.users', 'The users are not an object with user IDs and integers');
  }
  if (rules.creatorsHaveInfinitePower && creatorsOf(create, rules).some((userId) => Object.hasOwn(users, userId))) {
    return rejected(rules, 'powerLevels.creators', 'The users name a creator of the room');
  }
  return undefined;
}

function holdsIntegers(levels: JsonValue | undefined, rules: RoomVersionRules): boolean {
  if (levels === undefined) return true;
  return isJsonObject(levels) && Object.values(levels).every((value) => powerLevelOf(value, rules) !== undefined);
}

// rooms/v1#mroompower_levels-events-accept-values-as-floats, which has no number in the list of rules.
function checkRange({ content }: Pdu, { fractionalPowerLevels, version }: RoomVersionRules): AuthVerdict | undefined {
  if (!fractionalPowerLevels || !allLevelsOf(content).some(isOutOfRange)) return undefined;
  const rule = `rooms/v${version}#mroompower_levels-events-accept-values-as-floats`;
  return { allowed: false, rule, reason: 'A power level is too large for a double' };
}

function allLevelsOf(content: JsonObject): (JsonValue | undefined)[] {
  const named = LEVEL_NAMES.map((name) => fieldOf(content, name));
  const maps = ['events', 'notifications'].flatMap((name) => Object.values(objectOf(content, name) ?? {}));
  return [...named, ...maps];
}

function isOutOfRange(value: JsonValue | undefined): boolean {
  return value instanceof JsonNumber && !Number.isFinite(value.toDouble());
}
