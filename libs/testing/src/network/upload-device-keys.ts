import { encodeBase64, generateSigningKey, signJson } from '@chappe/crypto';
import type { TestClient } from './test-client.js';

/** Publishes identity keys for a device, signed as the specification asks (client-server-api/#device-keys). */
export async function uploadDeviceKeys(client: TestClient): Promise<void> {
  const { userId, deviceId } = client;
  const key = generateSigningKey(deviceId);
  const keys = {
    user_id: userId,
    device_id: deviceId,
    algorithms: ['m.olm.v1.curve25519-aes-sha2', 'm.megolm.v1.aes-sha2'],
    keys: {
      [key.keyId]: encodeBase64(key.publicKey),
      [`curve25519:${deviceId}`]: encodeBase64(generateSigningKey(deviceId).publicKey),
    },
  };
  await client.ask('POST /v3/keys/upload', { device_keys: signJson(keys, userId, key) });
}
