import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import { serverNameOf, type UserId } from '@chappe/events';
import { Endpoint, type EndpointRequest, RawJson } from '@chappe/http';
import { claimKeys, MatrixError, uploadKeys } from '@chappe/matrix-api';
import { ClientApiTelemetry } from '../client-api.telemetry.js';
import { LocalUsers } from '../users/local-users.js';
import { DeviceKeys } from './device-keys.js';
import { KeyClaims } from './key-claims.js';
import {
  CLAIMED_DEVICES_MAX,
  FALLBACK_KEYS_PER_UPLOAD_MAX,
  ONE_TIME_KEYS_PER_UPLOAD_MAX,
} from './one-time-key.limits.js';
import type { ClaimedKey, KeyClaim } from './one-time-key.store.js';
import { readDeviceKeys } from './read-device-keys.js';
import { readFallbackKeys, readNamedKeys } from './read-named-keys.js';

/** Uploading and claiming keys of devices (Client-Server API, "Key management API"). */
@Injectable()
export class DeviceKeysEndpoints {
  constructor(
    private readonly deviceKeys: DeviceKeys,
    private readonly localUsers: LocalUsers,
    private readonly keyClaims: KeyClaims,
    private readonly telemetry: ClientApiTelemetry,
  ) {}

  /** POST /keys/upload */
  @Endpoint(uploadKeys)
  async uploadKeys(
    request: EndpointRequest<typeof uploadKeys>,
  ): Promise<{ one_time_key_counts: Record<string, number> }> {
    const { body, requester } = request;
    const device = this.localUsers.placeOfDevice(requester.userId, requester.deviceId);
    const counts = await this.deviceKeys.upload(device, {
      deviceKeys: body.device_keys && readDeviceKeys(body.device_keys, device),
      oneTimeKeys: readNamedKeys(body.one_time_keys ?? {}, ONE_TIME_KEYS_PER_UPLOAD_MAX),
      fallbackKeys: readFallbackKeys(body.fallback_keys ?? {}, FALLBACK_KEYS_PER_UPLOAD_MAX),
    });
    return { one_time_key_counts: { ...counts } };
  }

  /** POST /keys/claim */
  @Endpoint(claimKeys)
  async claimKeys({ body, requester }: EndpointRequest<typeof claimKeys>): Promise<RawJson> {
    const claims: KeyClaim[] = [];
    const failures = new Map<string, JsonObject>();
    for (const [userId, devices] of Object.entries(body.one_time_keys)) {
      if (!this.localUsers.isLocal(userId as UserId)) failures.set(serverNameOf(userId as UserId), {});
      else claims.push(...this.#claimsOf(userId, devices));
    }
    if (claims.length > CLAIMED_DEVICES_MAX) {
      throw MatrixError.tooLarge(`Keys of at most ${CLAIMED_DEVICES_MAX} devices can be claimed at once`);
    }
    const claimed = await this.keyClaims.claim(requester.userId, claims);
    this.telemetry.keysClaimed(claimed.length, claims.length);
    const failed = JSON.stringify(Object.fromEntries(failures));
    return new RawJson(`{"failures":${failed},"one_time_keys":${keysText(claimed)}}`);
  }

  #claimsOf(userId: string, devices: Readonly<Record<string, string>>): KeyClaim[] {
    return Object.entries(devices).map(([deviceId, algorithm]) => ({
      ...this.localUsers.placeOfDevice(userId, deviceId),
      algorithm,
    }));
  }
}

/** JSON by user, then by device, then by the key's name. */
function keysText(claimed: readonly ClaimedKey[]): string {
  const users = new Map<string, string[]>();
  for (const { userId, deviceId, algorithm, keyId, key } of claimed) {
    const devices = users.get(userId) ?? [];
    devices.push(`${JSON.stringify(deviceId)}:{${JSON.stringify(`${algorithm}:${keyId}`)}:${key}}`);
    users.set(userId, devices);
  }
  return `{${[...users].map(([userId, devices]) => `${JSON.stringify(userId)}:{${devices.join(',')}}`).join(',')}}`;
}
