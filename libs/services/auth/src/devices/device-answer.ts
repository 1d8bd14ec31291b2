import type { StoredDevice } from './device.js';

/** A device as its owner's client sees it (client-server-api/#get_matrixclientv3devices). */
export function deviceAnswer(device: StoredDevice) {
  return {
    device_id: device.deviceId,
    ...(device.displayName !== undefined && { display_name: device.displayName }),
    ...(device.lastSeenIp !== undefined && { last_seen_ip: device.lastSeenIp }),
    ...(device.lastSeenAtMs !== undefined && { last_seen_ts: device.lastSeenAtMs }),
  };
}
