import type { JsonObject } from '@chappe/crypto';
import type { RoomVersionRules } from '@chappe/events';
import type { CreateRoomBody } from './create-room-body.js';

const CREATOR_LEVEL = 100;
/** Where creators stand above all levels: more than an ordinary administrator has. */
const TOMBSTONE_LEVEL = 150;

interface PowerLevelParts {
  readonly creator: string;
  readonly body: CreateRoomBody;
  readonly rules: RoomVersionRules;
  /** Invited users who get the creator's level. */
  readonly trusted: readonly string[];
}

/** The first m.room.power_levels (client-server-api, "Room creation"); the client's override replaces whole members. */
export function initialPowerLevels({ creator, body, rules, trusted }: PowerLevelParts): JsonObject {
  const administrators = rules.creatorsHaveInfinitePower ? [] : [creator, ...trusted];
  return {
    users: Object.fromEntries(administrators.map((userId) => [userId, CREATOR_LEVEL])),
    users_default: 0,
    events: {
      'm.room.name': 50,
      'm.room.avatar': 50,
      'm.room.canonical_alias': 50,
      'm.room.power_levels': 100,
      'm.room.history_visibility': 100,
      'm.room.encryption': 100,
      'm.room.server_acl': 100,
      'm.room.tombstone': rules.creatorsHaveInfinitePower ? tombstoneLevel(body) : 100,
    },
    events_default: 0,
    state_default: 50,
    ban: 50,
    kick: 50,
    redact: 50,
    invite: 0,
    ...body.power_level_content_override,
  };
}

/** From room version 12 on explicitly higher than `state_default` (client-server-api, "POST /createRoom"). */
function tombstoneLevel({ power_level_content_override: override }: CreateRoomBody): number {
  const stateDefault = override?.['state_default'];
  return typeof stateDefault === 'number' ? Math.max(TOMBSTONE_LEVEL, stateDefault + 1) : TOMBSTONE_LEVEL;
}
