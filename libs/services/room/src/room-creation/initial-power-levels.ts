import type { JsonObject } from '@chappe/crypto';
import type { RoomVersionRules } from '@chappe/events';

/** What an administrator has, and the creator where creators do not stand above all levels. */
export const ADMINISTRATOR_LEVEL = 100;
/** Where creators stand above all levels: more than an ordinary administrator has. */
const TOMBSTONE_LEVEL = 150;

interface PowerLevelParts {
  readonly rules: RoomVersionRules;
  /** Users who get {@link ADMINISTRATOR_LEVEL}; no creators where these stand above all levels. */
  readonly administrators: readonly string[];
  /** What the client wants instead; replaces whole members. */
  readonly override?: JsonObject | undefined;
}

/** The first m.room.power_levels of a room (client-server-api, "Room creation"). */
export function initialPowerLevels({ rules, administrators, override }: PowerLevelParts): JsonObject {
  const tombstone = rules.creatorsHaveInfinitePower ? tombstoneLevel(override) : ADMINISTRATOR_LEVEL;
  return {
    users: Object.fromEntries(administrators.map((userId) => [userId, ADMINISTRATOR_LEVEL])),
    users_default: 0,
    events: {
      'm.room.name': 50,
      'm.room.avatar': 50,
      'm.room.canonical_alias': 50,
      'm.room.power_levels': 100,
      'm.room.history_visibility': 100,
      'm.room.encryption': 100,
      'm.room.server_acl': 100,
      'm.room.tombstone': tombstone,
    },
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
    invite: 0,
    ...override,
  };
}

/** From room version 12 on explicitly higher than `state_default` (client-server-api, "POST /createRoom"). */
export function tombstoneLevel(levels: JsonObject | undefined): number {
  const stateDefault = levels?.['state_default'];
  if (typeof stateDefault !== 'number') return TOMBSTONE_LEVEL;
  return Math.min(Math.max(TOMBSTONE_LEVEL, stateDefault + 1), Number.MAX_SAFE_INTEGER);
}
