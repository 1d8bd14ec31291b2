import { creatorsOf } from '../content/create-content.js';
import { fieldOf, isJsonObject, objectOf } from '../content/json-fields.js';
import type { Pdu } from '../content/pdu.js';
import { powerLevelOf } from '../content/power-level-of.js';
import { parseUserId } from '../identifiers/user-id.js';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';
import type { AuthState } from './auth-state.js';
import { rejected, type AuthVerdict } from './auth-verdict.js';
import { checkLevelChanges, LEVEL_NAMES } from './check-level-changes.js';

/** Rule 10: a power levels event. */
export function checkPowerLevels(pdu: Pdu, auth: AuthState): AuthVerdict {
  const malformed = checkIntegers(pdu, auth.rules) ?? checkUsers(pdu, auth);
  return malformed ?? checkLevelChanges(pdu, auth);
}

// Rules 10.1 and 10.2, from version 10 on
function checkIntegers(pdu: Pdu, rules: RoomVersionRules): AuthVerdict | undefined {
  if (rules.stringPowerLevels) return undefined;
  for (const name of LEVEL_NAMES) {
    const value = fieldOf(pdu.content, name);
    if (value !== undefined && powerLevelOf(value, rules) === undefined) {
      return rejected('10.1', `${name} is not an integer`);
    }
  }
  const bad = ['events', 'notifications'].find((name) => !holdsIntegers(pdu, name, rules));
  return bad === undefined ? undefined : rejected('10.2', `${bad} is not an object with integers`);
}

// Rules 10.3 and 10.4
function checkUsers(pdu: Pdu, { rules, create }: AuthState): AuthVerdict | undefined {
  const users = objectOf(pdu.content, 'users') ?? {};
  const areUserIds = Object.keys(users).every((userId) => parseUserId(userId) !== undefined);
  if (!areUserIds || !holdsIntegers(pdu, 'users', rules)) {
    return rejected('10.3', 'users is not an object with user IDs and integers');
  }
  const namesCreator = creatorsOf(create, rules).some((userId) => Object.hasOwn(users, userId));
  if (rules.creatorsHaveInfinitePower && namesCreator) {
    return rejected('10.4', 'users names a creator of the room');
  }
  return undefined;
}

function holdsIntegers(pdu: Pdu, name: string, rules: RoomVersionRules): boolean {
  const entries = fieldOf(pdu.content, name);
  if (entries === undefined) return true;
  return isJsonObject(entries) && Object.values(entries).every((value) => powerLevelOf(value, rules) !== undefined);
}
