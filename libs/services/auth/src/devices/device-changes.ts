import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { NewEntry } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { Accounts } from '../accounts/accounts.js';
import { type AuthorizedCall, InteractiveSessions } from '../interactive-auth/interactive-sessions.js';
import { deletedDevices, deviceRenamed } from './device-entries.js';
import { checkDeviceDisplayName } from './device.js';
import { Devices } from './devices.js';
import { SessionWriter } from './session-writer.js';

/** Changes of devices, told to the user log in the same transaction. A device's tokens go with it. */
@Injectable()
export class DeviceChanges {
  constructor(
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
    private readonly interactiveSessions: InteractiveSessions,
  ) {}

  /**
   * Gives a device another display name; without one only checks that the device exists. M_NOT_FOUND when it does not.
   */
  async rename(userId: UserId, deviceId: string, displayName: string | undefined): Promise<void> {
    checkDeviceDisplayName(displayName);
    const device = await this.devices.find(userId, deviceId);
    if (!device) throw notFound();
    if (displayName === undefined || displayName === device.displayName) return;
    await this.writer.transaction(userId, async (tx, append) => {
      await this.accounts.lock(tx, userId);
      if (!(await this.devices.rename(tx, device, displayName))) throw notFound();
      await append([deviceRenamed(userId, deviceId)]);
    });
  }

  /**
   * Deletes these devices of the user; those that do not exist are passed over.
   * @param call by which the user agreed, where that is needed; one that was carried out before does nothing
   * @returns those that existed
   */
  async delete(userId: UserId, deviceIds: readonly string[], call?: AuthorizedCall): Promise<string[]> {
    return this.#end(userId, async (tx) => {
      if (call && !(await this.interactiveSessions.use(tx, call))) return [];
      return this.devices.delete(tx, userId, deviceIds);
    });
  }

  /** Deletes every device of the user. @returns those that there were */
  async deleteAll(userId: UserId): Promise<string[]> {
    return this.#end(userId, (tx) => this.devices.deleteAll(tx, userId));
  }

  async #end(userId: UserId, work: (tx: Tx) => Promise<NewEntry[]>): Promise<string[]> {
    return this.writer.transaction(userId, async (tx, append) => {
      await this.accounts.lock(tx, userId);
      const entries = await work(tx);
      await append(entries);
      return deletedDevices(entries);
    });
  }
}

function notFound(): MatrixError {
  return MatrixError.notFound('You have no such device');
}
