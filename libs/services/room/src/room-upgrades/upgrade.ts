import type { Profile, UpgradeRoomRequest } from '@chappe/contracts';
import { parseUserId, roomVersionRules, type RoomVersionRules } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';

/** What a user wants a room to be replaced by. */
export interface Upgrade {
  readonly sender: string;
  /** Of the sender. */
  readonly profile: Profile | undefined;
  /** Of the replacement. */
  readonly rules: RoomVersionRules;
  /** User IDs, each once and without the sender's; none where the version has no additional creators. */
  readonly additionalCreators: readonly string[];
}

/**
 * What a client asks for. Additional creators are ignored where the version has none (client-server-api,
 * "POST /rooms/{roomId}/upgrade").
 * @throws MatrixError M_UNSUPPORTED_ROOM_VERSION, M_INVALID_PARAM for an additional creator who is no user ID
 */
export function toUpgrade(request: UpgradeRoomRequest): Upgrade {
  const { sender, profile, newVersion } = request;
  const rules = roomVersionRules(newVersion);
  if (!rules) throw new MatrixError('M_UNSUPPORTED_ROOM_VERSION', `Room version ${newVersion} is not supported`);
  if (rules.creators !== 'sender_and_additional') return { sender, profile, rules, additionalCreators: [] };
  const wrong = request.additionalCreators.find((userId) => !parseUserId(userId));
  if (wrong !== undefined) throw MatrixError.invalidParam(`${JSON.stringify(wrong)} is not a user ID`);
  const additionalCreators = [...new Set(request.additionalCreators)].filter((userId) => userId !== sender);
  return { sender, profile, rules, additionalCreators };
}
