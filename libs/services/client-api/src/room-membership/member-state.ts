import { Injectable } from '@nestjs/common';
import type { Profile } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { parseUserId, textOf, type UserId } from '@chappe/events';
import { Invitees } from '../room-creation/invitees.js';

/** Member events that a client writes as plain state instead of asking for a change of membership. */
@Injectable()
export class MemberState {
  constructor(private readonly invitees: Invitees) {}

  /**
   * The content with what the homeserver adds (Client-Server API, "m.room.member": displayname and avatar_url): for an
   * invite the invited user's profile whatever the client says; for the sender's own membership what the client left
   * out, so that a name for one room stays possible.
   * @throws MatrixError M_FORBIDDEN, M_NOT_FOUND as for an invite
   */
  async complete(
    content: JsonObject,
    member: { readonly stateKey: string; readonly sender: UserId },
  ): Promise<JsonObject> {
    const membership = textOf(content, 'membership');
    const target = parseUserId(member.stateKey);
    if (target === undefined) return content;
    if (membership === 'invite') {
      const { displayname: _name, avatar_url: _avatar, ...rest } = content;
      const [profile] = await this.invitees.profilesOf([target]);
      return { ...rest, ...profileContent(profile) };
    }
    const isOwnEntry = target === member.sender && (membership === 'join' || membership === 'knock');
    return isOwnEntry ? { ...profileContent(await this.invitees.profileOf(target)), ...content } : content;
  }
}

function profileContent(profile: Profile | undefined): JsonObject {
  return {
    ...(profile?.displayname !== undefined && { displayname: profile.displayname }),
    ...(profile?.avatarUrl !== undefined && { avatar_url: profile.avatarUrl }),
  };
}
