import type { JsonObject } from '@chappe/crypto';
import { parseUserId, type RoomVersionRules } from '@chappe/events';
import { ADMINISTRATOR_LEVEL, initialPowerLevels, tombstoneLevel } from '../room-creation/initial-power-levels.js';
import type { RoomHead } from '../heads/room-head.js';
import { integerLevels, type Levels } from './integer-levels.js';
import type { Upgrade } from './upgrade.js';

const TOMBSTONE = 'm.room.tombstone';

/**
 * The power levels of the old room, or those of a new one where it has none, as the new room's version wants them
 * (client-server-api, "Room Upgrades").
 */
export function replacementPowerLevels(old: RoomHead, upgrade: Upgrade, content: JsonObject | undefined): JsonObject {
  const { sender, rules, additionalCreators } = upgrade;
  const levels = levelsOf(old, content);
  if (rules.creatorsHaveInfinitePower) return underCreators(levels, old.rules, [sender, ...additionalCreators]);
  return old.rules.creatorsHaveInfinitePower ? withAdministrators(levels, old.creators()) : levels;
}

function levelsOf(old: RoomHead, content: JsonObject | undefined): Levels {
  const levels = content
    ? integerLevels(content, old.rules)
    : (initialPowerLevels({ rules: old.rules, administrators: namedCreators(old) }) as Levels);
  const users = Object.entries(levels.users ?? {}).filter(([userId]) => parseUserId(userId));
  return { ...levels, users: Object.fromEntries(users) };
}

/** Creators who need a level. */
function namedCreators(room: RoomHead): readonly string[] {
  return room.rules.creatorsHaveInfinitePower ? [] : room.creators();
}

/**
 * Creators stand above all levels and are not named; m.room.tombstone is for them, as in a room that is created
 * (rooms/v12, "Authorisation rules", rule 10.4; client-server-api, "POST /createRoom").
 */
function underCreators(levels: Levels, oldRules: RoomVersionRules, creators: readonly string[]): Levels {
  const above = new Set(creators);
  const users = Object.entries(levels.users ?? {}).filter(([userId]) => !above.has(userId));
  const named = { ...levels, users: Object.fromEntries(users) };
  if (oldRules.creatorsHaveInfinitePower) return named;
  const tombstone = Math.max(tombstoneLevel(levels), levels.events?.[TOMBSTONE] ?? 0);
  return { ...named, events: { ...levels.events, [TOMBSTONE]: tombstone } };
}

/** Creators whose power was infinite get the highest level there is: no version can give them more. */
function withAdministrators(levels: Levels, creators: readonly string[]): Levels {
  const { users = {}, events = {} } = levels;
  const numbers = [...Object.values(levels), ...Object.values(users), ...Object.values(events)];
  const highest = numbers.reduce<number>(
    (most, level) => (typeof level === 'number' ? Math.max(most, level) : most),
    ADMINISTRATOR_LEVEL,
  );
  return { ...levels, users: { ...users, ...Object.fromEntries(creators.map((userId) => [userId, highest])) } };
}
