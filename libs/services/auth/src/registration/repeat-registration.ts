import { Injectable } from '@nestjs/common';
import { clientAddress } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { SessionWriter } from '../devices/session-writer.js';
import type { InteractiveSession } from '../interactive-auth/interactive-session.js';
import { Sessions } from '../login/sessions.js';
import type { Registered, RegistrationRequest } from './registration.js';

/** Gives an account that was registered to the client whose answer was lost. */
@Injectable()
export class RepeatRegistration {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly sessions: Sessions,
    private readonly writer: SessionWriter,
  ) {}

  /**
   * The account, and new tokens for its first device: those before are not known any more.
   * M_USER_IN_USE when it has another password by now, or is deactivated.
   */
  async repeat({ userId, deviceId }: InteractiveSession, request: RegistrationRequest): Promise<Registered> {
    const account = userId && (await this.accounts.findByName(userId));
    const { password = '', client } = request;
    const isOwner = await this.passwords.verify(account?.passwordHash, password, clientAddress(client.ip));
    if (!account || !isOwner) throw inUse();
    if (deviceId === undefined) return { userId: account.userId, session: undefined };
    return this.writer.transaction(account.userId, async (tx, append) => {
      const current = await this.accounts.lock(tx, account.userId);
      if (current?.passwordHash !== account.passwordHash || current?.isDeactivated) throw inUse();
      const device = { ...request, userId: account.userId, deviceId };
      const session = await this.sessions.open(tx, device, request.canRefresh);
      await append(session.entries);
      return { userId: account.userId, session };
    });
  }
}

function inUse(): MatrixError {
  return new MatrixError('M_USER_IN_USE', 'This user ID is already taken');
}
