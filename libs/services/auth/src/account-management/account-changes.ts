import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { Devices } from '../devices/devices.js';
import { SessionWriter } from '../devices/session-writer.js';
import { type AuthorizedCall, InteractiveSessions } from '../interactive-auth/interactive-sessions.js';

/** A new password for a user who has been authenticated. */
export interface PasswordChange {
  readonly userId: UserId;
  readonly password: string;
  /** Whether all other devices of the user are logged out. */
  readonly logoutDevices: boolean;
  /** The device that asks, which stays logged in. */
  readonly deviceId: string | undefined;
}

/** Changes of accounts by users who have been authenticated. */
@Injectable()
export class AccountChanges {
  constructor(
    private readonly passwords: Passwords,
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
    private readonly interactiveSessions: InteractiveSessions,
  ) {}

  /**
   * Changes a password (client-server-api/#post_matrixclientv3accountpassword).
   * @returns false, and nothing is done, when the call has been carried out before; so do the others
   */
  async changePassword(call: AuthorizedCall, change: PasswordChange): Promise<boolean> {
    const { userId } = change;
    const passwordHash = await this.passwords.hash(change.password, userId);
    return this.writer.transaction(userId, async (tx, append) => {
      const account = await this.accounts.lock(tx, userId);
      if (!(await this.interactiveSessions.use(tx, call))) return false;
      if (!account || account.isDeactivated) throw MatrixError.forbidden('This account has been deactivated');
      await this.accounts.setPassword(tx, userId, passwordHash);
      if (change.logoutDevices) await append(await this.devices.deleteAll(tx, userId, change.deviceId));
      return true;
    });
  }
}
