import type { Profile } from '@chappe/contracts';
import type { RoomVersionRules } from '@chappe/events';

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
