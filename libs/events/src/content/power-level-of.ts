import type { JsonValue } from '@chappe/crypto';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

// rooms/v9#mroompower_levels-events-accept-values-as-strings
const INTEGER_STRING = /^\s*[+-]?[0-9]+\s*$/;

/** A power level as the room version reads it; `undefined` when it is no integer. */
export function powerLevelOf(value: JsonValue | undefined, rules: RoomVersionRules): number | undefined {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? value : undefined;
  if (typeof value !== 'string' || !rules.stringPowerLevels || !INTEGER_STRING.test(value)) return undefined;
  const level = Number(value);
  return Number.isSafeInteger(level) ? level : undefined;
}
