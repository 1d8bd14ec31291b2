import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { AuthServiceDefinition } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { fieldOf, type UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { type BearerRequester, Endpoint, type EndpointRequest, type HttpConfig, httpSection } from '@chappe/http';
import {
  deleteProfileField,
  getProfile,
  getProfileField,
  MatrixError,
  setProfileField,
  type EmptyAnswer,
} from '@chappe/matrix-api';
import type { AuthService } from '../auth-service.js';
import { LocalUsers } from '../users/local-users.js';
import { checkProfileChange, readProfileValue } from './check-profile-field.js';
import { Profiles } from './profiles.js';

/** Profiles (Client-Server API). */
@Injectable()
export class ProfilesEndpoints {
  constructor(
    private readonly profiles: Profiles,
    private readonly localUsers: LocalUsers,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: AuthService,
    @Inject(configOf(httpSection)) private readonly http: HttpConfig,
  ) {}

  /** GET /profile/{userId} */
  @Endpoint(getProfile)
  async getProfile({ params, requester }: EndpointRequest<typeof getProfile>): Promise<JsonObject> {
    this.#checkLookup(requester);
    return this.#visible(params.userId);
  }

  /** GET /profile/{userId}/{keyName} */
  @Endpoint(getProfileField)
  async getProfileField({ params, requester }: EndpointRequest<typeof getProfileField>): Promise<JsonObject> {
    this.#checkLookup(requester);
    const value = fieldOf(await this.#visible(params.userId), params.keyName);
    if (value === undefined) throw MatrixError.notFound('The profile has no such field');
    return { [params.keyName]: value };
  }

  /** PUT /profile/{userId}/{keyName} */
  @Endpoint(setProfileField)
  async setProfileField({ params, body, requester }: EndpointRequest<typeof setProfileField>): Promise<EmptyAnswer> {
    const { userId, keyName } = params;
    checkProfileChange(requester, userId, keyName);
    const value = fieldOf(body, keyName);
    if (value === undefined) throw MatrixError.missingParam(`The body must have ${keyName}`);
    await this.profiles.setField(userId, keyName, readProfileValue(keyName, value));
    return {};
  }

  /** DELETE /profile/{userId}/{keyName} */
  @Endpoint(deleteProfileField)
  async deleteProfileField({ params, requester }: EndpointRequest<typeof deleteProfileField>): Promise<EmptyAnswer> {
    checkProfileChange(requester, params.userId, params.keyName);
    await this.profiles.setField(params.userId, params.keyName, undefined);
    return {};
  }

  /** Before anything is looked up, so that the answer is the same whoever exists. */
  #checkLookup(requester: BearerRequester | undefined): void {
    if (!requester && this.http.userLookup === 'token') throw MatrixError.missingToken();
  }

  /**
   * All fields of a user's profile.
   * @throws MatrixError M_NOT_FOUND for users that do not exist, are deactivated, or are not ours
   */
  async #visible(userId: UserId): Promise<JsonObject> {
    if (!this.localUsers.isLocal(userId)) throw MatrixError.notFound('Profiles of other servers cannot be looked up');
    const [profile, known] = await Promise.all([
      this.profiles.find(userId),
      this.auth.findUsers({ userIds: [userId] }),
    ]);
    if (known.userIds.length === 0) throw MatrixError.notFound('User not found');
    return profile ?? {};
  }
}
