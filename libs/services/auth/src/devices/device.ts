import type { DeviceId, UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { DEVICE_DISPLAY_NAME_LENGTH_MAX, USER_AGENT_LENGTH_MAX } from '../auth.limits.js';

/** A device as its owner sees it. */
export interface StoredDevice {
  readonly userId: UserId;
  readonly deviceId: DeviceId;
  readonly displayName: string | undefined;
  readonly lastSeenAtMs: number | undefined;
  readonly lastSeenIp: string | undefined;
  readonly lastSeenUserAgent: string | undefined;
}

/** From where a client spoke. */
export interface ClientAddress {
  readonly ip: string;
  readonly userAgent: string;
}

/** A device to be made at login or registration, unless it exists. */
export interface NewDevice {
  readonly userId: UserId;
  /** Undefined: we choose one. */
  readonly deviceId: DeviceId | undefined;
  /** See `checkDeviceDisplayName`. */
  readonly displayName: string | undefined;
  readonly client: ClientAddress;
}

/** A device was in use at this time. */
export interface Sighting {
  readonly userId: string;
  readonly deviceId: string;
  readonly atMs: number;
}

/** Refuses with M_INVALID_PARAM a display name of a device that is too long or cannot be stored. */
export function checkDeviceDisplayName(displayName: string | undefined): void {
  if (displayName === undefined) return;
  if (displayName.length > DEVICE_DISPLAY_NAME_LENGTH_MAX) {
    const message = `A display name of a device may have at most ${DEVICE_DISPLAY_NAME_LENGTH_MAX} characters`;
    throw MatrixError.invalidParam(message);
  }
  if (displayName.includes('\0') || !displayName.isWellFormed()) {
    throw MatrixError.invalidParam('A display name of a device may not contain NUL or lone surrogates');
  }
}

/** From where a request came, in a form that can be stored. */
export function clientAddressOf(request: ClientAddress): ClientAddress {
  return {
    ip: request.ip,
    userAgent: request.userAgent.slice(0, USER_AGENT_LENGTH_MAX).toWellFormed().replaceAll('\0', ''),
  };
}

/** A device as its owner's client sees it (client-server-api/#get_matrixclientv3devices). */
export function deviceAnswer(device: StoredDevice) {
  return {
    device_id: device.deviceId,
    ...(device.displayName !== undefined && { display_name: device.displayName }),
    ...(device.lastSeenIp !== undefined && { last_seen_ip: device.lastSeenIp }),
    ...(device.lastSeenAtMs !== undefined && { last_seen_ts: device.lastSeenAtMs }),
  };
}
