import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { sessionEnded } from '../devices/device-entries.js';
import { Devices } from '../devices/devices.js';
import { SessionWriter } from '../devices/session-writer.js';
import { type AuthorizedCall, InteractiveSessions } from '../interactive-auth/interactive-sessions.js';
import { Deactivations } from './deactivations.js';

/** The end of an account, by a user who has been authenticated. */
@Injectable()
export class DeactivateAccount {
  constructor(
    private readonly accounts: Accounts,
    private readonly devices: Devices,
    private readonly writer: SessionWriter,
    private readonly interactiveSessions: InteractiveSessions,
    private readonly deactivations: Deactivations,
  ) {}

  /**
   * Ends an account for good (client-server-api/#post_matrixclientv3accountdeactivate), with what the other services
   * have to do about it. M_FORBIDDEN when it was deactivated before.
   * @returns false, and nothing is done, when the call has been carried out before
   */
  async deactivate(
    call: AuthorizedCall,
    { userId, erase }: { readonly userId: UserId; readonly erase: boolean },
  ): Promise<boolean> {
    return this.writer.transaction(userId, async (tx, append) => {
      const account = await this.accounts.lock(tx, userId);
      if (!(await this.interactiveSessions.use(tx, call))) return false;
      if (!account || account.isDeactivated) throw MatrixError.forbidden('This account has been deactivated');
      await this.accounts.deactivate(tx, userId, erase);
      await this.deactivations.request(tx, userId);
      const deleted = await this.devices.deleteAll(tx, userId);
      await append([sessionEnded(userId, ''), ...deleted]);
      return true;
    });
  }
}
