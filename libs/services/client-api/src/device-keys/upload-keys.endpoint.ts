import { Injectable } from '@nestjs/common';
import { Endpoint, type EndpointHandler, type EndpointRequest } from '@chappe/http';
import { uploadKeys } from '@chappe/matrix-api';
import { DeviceKeys } from './device-keys.js';
import { FALLBACK_KEYS_PER_UPLOAD_MAX, ONE_TIME_KEYS_PER_UPLOAD_MAX } from './key.limits.js';
import { LocalUsers } from '../users/local-users.js';
import { readDeviceKeys } from './read-device-keys.js';
import { readFallbackKeys, readNamedKeys } from './read-named-keys.js';

/** POST /keys/upload */
@Injectable()
@Endpoint(uploadKeys)
export class UploadKeysEndpoint implements EndpointHandler<typeof uploadKeys> {
  constructor(
    private readonly deviceKeys: DeviceKeys,
    private readonly localUsers: LocalUsers,
  ) {}

  async handle(request: EndpointRequest<typeof uploadKeys>): Promise<{ one_time_key_counts: Record<string, number> }> {
    const { body, requester } = request;
    const device = this.localUsers.placeOfDevice(requester.userId, requester.deviceId);
    const counts = await this.deviceKeys.upload(device, {
      deviceKeys: body.device_keys && readDeviceKeys(body.device_keys, device),
      oneTimeKeys: readNamedKeys(body.one_time_keys ?? {}, ONE_TIME_KEYS_PER_UPLOAD_MAX),
      fallbackKeys: readFallbackKeys(body.fallback_keys ?? {}, FALLBACK_KEYS_PER_UPLOAD_MAX),
    });
    return { one_time_key_counts: { ...counts } };
  }
}
