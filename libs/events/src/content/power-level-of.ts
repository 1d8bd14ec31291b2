import { JsonNumber, type JsonValue } from '@chappe/crypto';
import type { RoomVersionRules } from '../room-versions/room-version-rules.js';

// rooms/v9#mroompower_levels-events-accept-values-as-strings
const INTEGER_STRING = /^\p{White_Space}*(?<integer>[+-]?[0-9]+)\p{White_Space}*$/u;

/**
 * A power level as the room version reads it; `undefined` when it is none. Levels are compared as doubles: beyond
 * ±(2^53 - 1), which only versions 1 to 5 and strings can hold, neighbours may be equal.
 */
export function powerLevelOf(value: JsonValue | undefined, rules: RoomVersionRules): number | undefined {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  if (typeof value === 'string') return rules.stringPowerLevels ? levelOfString(value) : undefined;
  return rules.fractionalPowerLevels ? levelOfFraction(value) : undefined;
}

// rooms/v5#mroompower_levels-events-accept-values-as-floats: the exponent is applied, then the decimals are dropped.
function levelOfFraction(value: JsonValue | undefined): number | undefined {
  const double = value instanceof JsonNumber ? value.toDouble() : value;
  if (typeof double !== 'number' || !Number.isFinite(double)) return undefined;
  // Adding zero makes 0 of -0.
  return Math.trunc(double) + 0;
}

// Strings are integers of any length, and none is as powerful as a creator of version 12.
function levelOfString(text: string): number | undefined {
  const integer = INTEGER_STRING.exec(text)?.groups?.['integer'];
  if (integer === undefined) return undefined;
  return Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, Number(integer))) + 0;
}
