import type { DeviceId, UserId } from '@chappe/events';

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
