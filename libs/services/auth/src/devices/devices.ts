import { Inject, Injectable } from '@nestjs/common';
import type { NewEntry } from '@chappe/event-log';
import { type DeviceId, parseDeviceId, parseUserId, type UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres, type Tx } from '@chappe/postgres';
import { CLOCK, type Clock, RANDOMNESS, type Randomness } from '@chappe/runtime';
import { DEVICES_PER_ACCOUNT_MAX } from '../auth.limits.js';
import { KnownAddresses } from '../credentials/known-addresses.js';
import { deviceAdded, deviceDeleted } from './device-entries.js';
import type { ClientAddress, NewDevice, StoredDevice } from './device.js';
import { DevicesStore } from './devices.store.js';

/** Characters of a device ID that we choose. */
const GENERATED_DEVICE_ID_LENGTH = 10;

/** A device that a login uses. */
export interface OpenedDevice {
  readonly deviceId: DeviceId;
  /** What the user log must say. */
  readonly entries: readonly NewEntry[];
}

/** The devices of local users. Changes need the account's lock and give back what the user log must say. */
@Injectable()
export class Devices {
  constructor(
    private readonly store: DevicesStore,
    private readonly postgres: Postgres,
    private readonly known: KnownAddresses,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) private readonly randomness: Randomness,
  ) {}

  /** The devices of these users, by user and device id. */
  async listOf(userIds: readonly string[]): Promise<StoredDevice[]> {
    return this.store.list(
      this.postgres,
      userIds.filter((userId) => parseUserId(userId) !== undefined),
    );
  }

  async find(userId: UserId, deviceId: string): Promise<StoredDevice | undefined> {
    // No device has an id that the grammar forbids, and the database refuses NUL.
    return parseDeviceId(deviceId) && this.store.find(this.postgres, userId, deviceId);
  }

  /**
   * Makes the device unless it exists; an existing one keeps its display name
   * (client-server-api/#post_matrixclientv3login).
   */
  async open(tx: Tx, device: NewDevice): Promise<OpenedDevice> {
    const { userId } = device;
    const deviceId = device.deviceId ?? this.#newId();
    const nowMs = this.clock.nowMs();
    await this.known.note(tx, userId, device.client.ip);
    if (await this.store.find(tx, userId, deviceId)) {
      await this.store.seeAt(tx, { userId, deviceId, atMs: nowMs }, device.client);
      return { deviceId, entries: [] };
    }
    if ((await this.store.count(tx, userId)) >= DEVICES_PER_ACCOUNT_MAX) {
      const message = `An account may have at most ${DEVICES_PER_ACCOUNT_MAX} devices: log some of them out first`;
      throw new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', message);
    }
    await this.store.insert(tx, { ...device, deviceId }, nowMs);
    return { deviceId, entries: [deviceAdded(userId, deviceId)] };
  }

  /** Notes from where a device spoke. */
  async seeAt(tx: Tx, device: { userId: UserId; deviceId: DeviceId }, client: ClientAddress): Promise<void> {
    await this.known.note(tx, device.userId, client.ip);
    await this.store.seeAt(tx, { ...device, atMs: this.clock.nowMs() }, client);
  }

  /** False when the user has no such device. */
  async rename(tx: Tx, device: { userId: UserId; deviceId: string }, displayName: string): Promise<boolean> {
    return this.store.rename(tx, device, displayName);
  }

  /** Deletes these devices of the user, with their tokens; those that do not exist are passed over. */
  async delete(tx: Tx, userId: UserId, deviceIds: readonly string[]): Promise<NewEntry[]> {
    const possible = deviceIds.filter((deviceId) => parseDeviceId(deviceId) !== undefined);
    const deleted = await this.store.delete(tx, userId, possible);
    return deleted.flatMap((deviceId) => deviceDeleted(userId, deviceId));
  }

  /** Deletes all devices of the user with their tokens, but the one that is to stay, if any. */
  async deleteAll(tx: Tx, userId: UserId, except?: string): Promise<NewEntry[]> {
    const deleted = await this.store.deleteAll(tx, userId, except);
    return deleted.flatMap((deviceId) => deviceDeleted(userId, deviceId));
  }

  #newId(): DeviceId {
    return this.randomness.token(GENERATED_DEVICE_ID_LENGTH).toUpperCase() as DeviceId;
  }
}
