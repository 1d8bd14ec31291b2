import type { Profile } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import type { Membership } from '@chappe/events';

interface MemberContentParts {
  readonly membership: Membership;
  readonly profile?: Profile | undefined;
  readonly reason?: string | undefined;
  readonly authorisedVia?: string | undefined;
  readonly isDirect?: boolean;
}

/**
 * The content of a new member event, made afresh: nothing of the event before is carried over
 * (client-server-api, "m.room.member").
 */
export function memberContent(parts: MemberContentParts): JsonObject {
  const { membership, profile, reason, authorisedVia, isDirect } = parts;
  const showsProfile = membership !== 'leave' && membership !== 'ban';
  return {
    membership,
    ...(showsProfile && profileContent(profile)),
    ...(reason !== undefined && { reason }),
    ...(authorisedVia !== undefined && { join_authorised_via_users_server: authorisedVia }),
    ...(isDirect === true && { is_direct: true }),
  };
}

function profileContent(profile: Profile | undefined): JsonObject {
  return {
    ...(profile?.displayname !== undefined && { displayname: profile.displayname }),
    ...(profile?.avatarUrl !== undefined && { avatar_url: profile.avatarUrl }),
  };
}
