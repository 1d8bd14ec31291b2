import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { Devices } from '../devices/devices.js';
import { sessionEnded } from '../devices/device-entries.js';
import { SessionWriter } from '../devices/session-writer.js';

/**
 * Ends an account for good (client-server-api/#post_matrixclientv3accountdeactivate). Other services follow the user
 * log.
 */
@Injectable()
export class DeactivateAccount {
  constructor(
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
  ) {}

  /** M_FORBIDDEN when it was deactivated before. */
  async deactivate(userId: UserId, erase: boolean): Promise<void> {
    await this.writer.transaction(async (tx, append) => {
      const account = await this.accounts.lock(tx, userId);
      if (!account || account.isDeactivated) throw MatrixError.forbidden('This account has been deactivated');
      await this.accounts.deactivate(tx, userId, erase);
      const deleted = await this.devices.deleteAll(tx, userId);
      await append([sessionEnded(userId, ''), ...deleted]);
    });
  }
}
