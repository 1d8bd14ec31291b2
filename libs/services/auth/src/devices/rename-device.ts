import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { checkDeviceDisplayName } from './check-device-display-name.js';
import { Devices } from './devices.js';
import { deviceRenamed } from './device-entries.js';
import { SessionWriter } from './session-writer.js';

/** Gives a device another display name (client-server-api/#put_matrixclientv3devicesdeviceid). */
@Injectable()
export class RenameDevice {
  constructor(
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
  ) {}

  /** Without a name only checks that the device exists. M_NOT_FOUND when it does not. */
  async rename(userId: UserId, deviceId: string, displayName: string | undefined): Promise<void> {
    checkDeviceDisplayName(displayName);
    const device = await this.devices.find(userId, deviceId);
    if (!device) throw notFound();
    if (displayName === undefined || displayName === device.displayName) return;
    await this.writer.transaction(async (tx, append) => {
      await this.accounts.lock(tx, userId);
      if (!(await this.devices.rename(tx, device, displayName))) throw notFound();
      await append([deviceRenamed(userId, deviceId)]);
    });
  }
}

function notFound(): MatrixError {
  return MatrixError.notFound('You have no such device');
}
