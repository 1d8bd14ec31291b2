import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type Profile } from '@chappe/contracts';
import type { UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { ContactPreferences } from '../account-data/contact-preferences.js';
import type { AuthService } from '../auth-service.js';
import { memberProfile } from '../profiles/member-profile.js';
import { Profiles } from '../profiles/profiles.js';
import { LocalUsers } from '../users/local-users.js';
import { INVITES_MAX } from './invite.limits.js';

/** Users who are to come into a room, as member events show them. */
@Injectable()
export class Invitees {
  constructor(
    private readonly profiles: Profiles,
    private readonly localUsers: LocalUsers,
    private readonly preferences: ContactPreferences,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: Pick<AuthService, 'findUsers'>,
  ) {}

  /** What the member events of a local user show of the profile. */
  async profileOf(userId: UserId): Promise<Profile> {
    return { userId, ...memberProfile((await this.profiles.find(userId)) ?? {}) };
  }

  /**
   * Profiles of users who can be invited, each once.
   * @throws MatrixError M_FORBIDDEN for a user of another server: there is no federation yet that could deliver the
   * invite; M_NOT_FOUND for a local user who does not exist; M_INVITE_BLOCKED for one who wants no invites;
   * M_INVALID_PARAM for more than {@link INVITES_MAX}
   */
  async profilesOf(invited: readonly UserId[]): Promise<Profile[]> {
    const userIds = [...new Set(invited)];
    if (userIds.length > INVITES_MAX) throw MatrixError.invalidParam(`More than ${INVITES_MAX} invitations`);
    const remote = userIds.find((userId) => !this.localUsers.isLocal(userId));
    if (remote !== undefined) {
      throw MatrixError.forbidden(`${remote} cannot be invited: this server does not federate with other servers yet`);
    }
    await this.#checkExist(userIds);
    await Promise.all(userIds.map((userId) => this.#checkAllows(userId)));
    return Promise.all(userIds.map((userId) => this.profileOf(userId)));
  }

  async #checkAllows(userId: UserId): Promise<void> {
    if (!(await this.preferences.blocksInvites(userId))) return;
    throw new MatrixError('M_INVITE_BLOCKED', `${userId} does not accept invites`);
  }

  async #checkExist(userIds: readonly UserId[]): Promise<void> {
    if (userIds.length === 0) return;
    const known = new Set((await this.auth.findUsers({ userIds: [...userIds] })).userIds);
    const unknown = userIds.find((userId) => !known.has(userId));
    if (unknown !== undefined) throw MatrixError.notFound(`There is no user ${unknown}`);
  }
}
