import { canonicalJson, type JsonObject } from '@chappe/crypto';
import { objectOf, textOf } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { isSignedBy } from '../published-keys/is-signed-by.js';
import { KEY_BYTES_MAX } from '../published-keys/published-key.limits.js';
import type { DevicePlace } from '../users/local-users.js';

/**
 * Checks the identity keys that a device uploads for itself (Client-Server API, "Uploading keys").
 * @returns their canonical JSON, without `unsigned`
 * @throws MatrixError M_INVALID_PARAM when they are another device's, M_INVALID_SIGNATURE, M_TOO_LARGE
 */
export function readDeviceKeys(uploaded: JsonObject, device: DevicePlace): string {
  const { unsigned: _unsigned, ...deviceKeys } = uploaded;
  if (textOf(deviceKeys, 'user_id') !== device.userId || textOf(deviceKeys, 'device_id') !== device.deviceId) {
    throw MatrixError.invalidParam('user_id and device_id must be those of the access token');
  }
  const publicKey = textOf(objectOf(deviceKeys, 'keys') ?? {}, `ed25519:${device.deviceId}`);
  if (publicKey === undefined) throw MatrixError.invalidParam(`keys must have ed25519:${device.deviceId}`);
  if (!isSignedBy(deviceKeys, { userId: device.userId, keyId: device.deviceId, publicKey })) {
    throw new MatrixError('M_INVALID_SIGNATURE', 'The device keys are not signed by the device');
  }
  const text = canonicalJson(deviceKeys);
  if (Buffer.byteLength(text) > KEY_BYTES_MAX) throw MatrixError.tooLarge('The device keys are too large');
  return text;
}
