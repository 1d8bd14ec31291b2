import { Inject, Injectable } from '@nestjs/common';
import { AuthServiceDefinition, type UserDevices } from '@chappe/contracts';
import type { JsonObject } from '@chappe/crypto';
import { serverNameOf, type UserId } from '@chappe/events';
import { clientOf } from '@chappe/grpc';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import { MatrixError, queryKeys } from '@chappe/matrix-api';
import type { AuthService } from '../auth-service.js';
import { LocalUsers } from '../users/local-users.js';
import { KeyAnswer } from './key-answer.js';
import { QUERIED_USERS_MAX } from './published-key.limits.js';
import { PublishedKeys, type UserKeys } from './published-keys.js';

/** Querying keys (Client-Server API, "Key management API"). */
@Injectable()
export class PublishedKeysEndpoints {
  constructor(
    private readonly publishedKeys: PublishedKeys,
    private readonly localUsers: LocalUsers,
    @Inject(clientOf(AuthServiceDefinition)) private readonly auth: AuthService,
  ) {}

  /** POST /keys/query */
  @Endpoint(queryKeys)
  async queryKeys({ body, requester }: EndpointRequest<typeof queryKeys>): Promise<RawJson> {
    const asked = new Map(Object.entries(body.device_keys));
    if (asked.size > QUERIED_USERS_MAX) throw MatrixError.tooLarge(`At most ${QUERIED_USERS_MAX} users can be queried`);
    const answer = new KeyAnswer();
    const local: string[] = [];
    for (const userId of asked.keys()) {
      if (this.localUsers.isLocal(userId as UserId)) local.push(userId);
      else answer.addFailure(serverNameOf(userId as UserId));
    }
    for (const [partition, userIds] of this.localUsers.group(local)) {
      await this.#add(answer, { partition, userIds, viewer: requester.userId, asked });
    }
    return new RawJson(JSON.stringify(answer.toBody()));
  }

  /** One partition at a time, so that a large query leaves the event loop to others in between. */
  async #add(answer: KeyAnswer, query: PartitionQuery): Promise<void> {
    const { partition, userIds, viewer, asked } = query;
    const [keys, { users }] = await Promise.all([
      this.publishedKeys.list(partition, userIds, viewer),
      this.auth.getDevices({ userIds: [...userIds] }),
    ]);
    const living = new Map(users.map((user) => [user.userId, user]));
    for (const [userId, ofUser] of keys) {
      answer.addUser(userId, ofUser, livingDevices(ofUser, living.get(userId), asked.get(userId) ?? []));
    }
  }
}

interface PartitionQuery {
  readonly partition: number;
  readonly userIds: readonly string[];
  readonly viewer: string;
  /** Device ids by user; an empty list means all. */
  readonly asked: ReadonlyMap<string, readonly string[]>;
}

/** Keys of the devices that still exist and were asked for, with their display names. */
function livingDevices(
  keys: UserKeys,
  user: UserDevices | undefined,
  asked: readonly string[],
): Map<string, JsonObject> {
  const found = new Map<string, JsonObject>();
  const wanted = new Set(asked);
  for (const { deviceId, displayName } of user?.devices ?? []) {
    const ofDevice = keys.devices.get(deviceId);
    if (!ofDevice || (wanted.size > 0 && !wanted.has(deviceId))) continue;
    const unsigned: JsonObject = displayName === undefined ? {} : { device_display_name: displayName };
    found.set(deviceId, { ...ofDevice, unsigned });
  }
  return found;
}
