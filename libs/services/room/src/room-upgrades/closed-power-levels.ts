import type { JsonObject } from '@chappe/crypto';
import { powerLevelOf, type RoomVersionRules } from '@chappe/events';

const CLOSED_LEVEL = 50;
const LEVEL_MAX = Number.MAX_SAFE_INTEGER;

/**
 * Power levels under which ordinary members neither send events nor invite: `events_default` and `invite` are at least
 * the greater of 50 and `users_default + 1` (client-server-api, "Room Upgrades", step 6).
 */
export function closedPowerLevels(content: JsonObject, rules: RoomVersionRules): JsonObject {
  const levelOf = (name: string): number => Math.min(powerLevelOf(content[name], rules) ?? 0, LEVEL_MAX);
  const closed = Math.max(CLOSED_LEVEL, Math.min(levelOf('users_default') + 1, LEVEL_MAX));
  return {
    ...content,
    events_default: Math.max(levelOf('events_default'), closed),
    invite: Math.max(levelOf('invite'), closed),
  };
}
