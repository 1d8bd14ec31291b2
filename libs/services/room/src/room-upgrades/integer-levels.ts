import type { JsonObject, JsonValue } from '@chappe/crypto';
import { isJsonObject, powerLevelOf, type RoomVersionRules } from '@chappe/events';

type LevelMap = { readonly [key: string]: number };

/** The content of m.room.power_levels, with integers as levels. */
export type Levels = JsonObject & { users?: LevelMap; events?: LevelMap; notifications?: LevelMap };

const LEVELS = ['ban', 'events_default', 'invite', 'kick', 'redact', 'state_default', 'users_default'];
const MAPS = ['events', 'users', 'notifications'];

/**
 * Power levels with every level as the integer that the room version reads in it; what it reads nothing in is left out.
 * Early versions take texts, which later ones refuse (rooms/v10, "Values in m.room.power_levels events must be
 * integers").
 */
export function integerLevels(content: JsonObject, rules: RoomVersionRules): Levels {
  const entries = Object.entries(content).flatMap(([name, value]) => {
    const read = LEVELS.includes(name) ? levelOf(value, rules) : MAPS.includes(name) ? mapOf(value, rules) : value;
    return read === undefined ? [] : [[name, read] as const];
  });
  return Object.fromEntries(entries) as Levels;
}

/** Within what canonical JSON allows. */
function levelOf(value: JsonValue, rules: RoomVersionRules): number | undefined {
  const level = powerLevelOf(value, rules);
  return level && Math.max(Number.MIN_SAFE_INTEGER, Math.min(Number.MAX_SAFE_INTEGER, level));
}

function mapOf(value: JsonValue, rules: RoomVersionRules): LevelMap | undefined {
  if (!isJsonObject(value)) return undefined;
  const entries = Object.entries(value).flatMap(([key, level]) => {
    const read = levelOf(level, rules);
    return read === undefined ? [] : [[key, read] as const];
  });
  return Object.fromEntries(entries);
}
