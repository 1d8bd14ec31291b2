import type { ProfileEntry } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';

/** The part of a profile that member events carry. */
export function memberProfile(profile: JsonObject): ProfileEntry {
  const { displayname, avatar_url: avatarUrl } = profile;
  return {
    displayname: typeof displayname === 'string' ? displayname : undefined,
    avatarUrl: typeof avatarUrl === 'string' ? avatarUrl : undefined,
  };
}
