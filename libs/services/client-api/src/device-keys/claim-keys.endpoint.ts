import { Injectable } from '@nestjs/common';
import { type JsonObject, type JsonValue, parseJson } from '@chappe/crypto';
import { serverNameOf, type UserId } from '@chappe/events';
import { Endpoint, RawJson, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { claimKeys, MatrixError } from '@chappe/matrix-api';
import { ClientApiTelemetry } from '../client-api.telemetry.js';
import { KeyClaims } from './key-claims.js';
import { CLAIMED_DEVICES_MAX } from './key.limits.js';
import type { ClaimedKey, WantedKey } from './one-time-key.store.js';
import { LocalUsers } from '../users/local-users.js';

/** POST /keys/claim */
@Injectable()
@Endpoint(claimKeys)
export class ClaimKeysEndpoint implements EndpointHandler<typeof claimKeys> {
  constructor(
    private readonly claims: KeyClaims,
    private readonly localUsers: LocalUsers,
    private readonly telemetry: ClientApiTelemetry,
  ) {}

  async handle({ body }: EndpointRequest<typeof claimKeys>): Promise<RawJson> {
    const wanted: WantedKey[] = [];
    const failures = new Map<string, JsonObject>();
    for (const [userId, devices] of Object.entries(body.one_time_keys)) {
      if (!this.localUsers.isLocal(userId as UserId)) failures.set(serverNameOf(userId as UserId), {});
      else for (const [deviceId, algorithm] of Object.entries(devices)) wanted.push({ userId, deviceId, algorithm });
    }
    if (wanted.length > CLAIMED_DEVICES_MAX) {
      throw MatrixError.tooLarge(`Keys of at most ${CLAIMED_DEVICES_MAX} devices can be claimed at once`);
    }
    const claimed = await this.claims.claim(wanted);
    this.telemetry.keysClaimed(claimed.length, wanted.length);
    return new RawJson(JSON.stringify({ failures: Object.fromEntries(failures), one_time_keys: nest(claimed) }));
  }
}

/** By user, then by device, then by the key's name. */
function nest(claimed: readonly ClaimedKey[]): JsonObject {
  const users = new Map<string, Map<string, JsonObject>>();
  for (const { userId, deviceId, algorithm, keyId, key } of claimed) {
    const devices = users.get(userId) ?? new Map<string, JsonObject>();
    users.set(userId, devices.set(deviceId, { [`${algorithm}:${keyId}`]: parseJson(key) as JsonValue }));
  }
  return Object.fromEntries([...users].map(([userId, devices]) => [userId, Object.fromEntries(devices)]));
}
