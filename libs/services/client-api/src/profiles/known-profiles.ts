import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import type { UserId } from '@chappe/events';
import { clientOf, type ServiceClient } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { LocalUsers } from '../users/local-users.js';
import { Profiles } from './profiles.js';

/** Profiles as anybody may look them up. */
@Injectable()
export class KnownProfiles {
  constructor(
    private readonly profiles: Profiles,
    private readonly localUsers: LocalUsers,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: ServiceClient<typeof AuthServiceDefinition>,
  ) {}

  /**
   * All fields of a user's profile.
   * @throws MatrixError M_NOT_FOUND for users that do not exist, are deactivated, or are not ours
   */
  async get(userId: UserId): Promise<JsonObject> {
    if (!this.localUsers.isLocal(userId)) throw MatrixError.notFound('Profiles of other servers cannot be looked up');
    const [profile, known] = await Promise.all([
      this.profiles.find(userId),
      this.auth.findUsers({ userIds: [userId] }),
    ]);
    if (known.userIds.length === 0) throw MatrixError.notFound('User not found');
    return profile ?? {};
  }
}
