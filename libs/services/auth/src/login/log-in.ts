import { Injectable } from '@nestjs/common';
import type { DeviceId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { AuthTelemetry } from '../auth.telemetry.js';
import { Credentials, type PasswordClaim } from '../credentials/credentials.js';
import { checkDeviceDisplayName, type ClientAddress } from '../devices/device.js';
import { SessionWriter } from '../devices/session-writer.js';
import { type OpenedSession, Sessions } from './sessions.js';

/** A login by password. */
export interface LogInRequest {
  readonly claim: PasswordClaim;
  readonly deviceId: DeviceId | undefined;
  readonly displayName: string | undefined;
  readonly canRefresh: boolean;
  readonly client: ClientAddress;
}

export interface LoggedIn extends OpenedSession {
  readonly account: Account;
}

/** Opens a session for a user who knows the password (client-server-api/#legacy-login). */
@Injectable()
export class LogIn {
  constructor(
    private readonly credentials: Credentials,
    private readonly accounts: Accounts,
    private readonly sessions: Sessions,
    private readonly writer: SessionWriter,
    private readonly telemetry: AuthTelemetry,
  ) {}

  /** M_FORBIDDEN for a wrong name or password, M_USER_DEACTIVATED, M_LIMIT_EXCEEDED after too many failures. */
  async logIn(request: LogInRequest): Promise<LoggedIn> {
    const address = request.client.ip;
    try {
      const loggedIn = await this.#logIn(request);
      this.telemetry.login({ user: loggedIn.account.userId, device: loggedIn.deviceId, address });
      return loggedIn;
    } catch (error) {
      if (error instanceof MatrixError) {
        const account = await this.accounts.findByName(request.claim.name ?? '');
        this.telemetry.login({ user: account?.userId, device: request.deviceId, address, error });
      }
      throw error;
    }
  }

  async #logIn(request: LogInRequest): Promise<LoggedIn> {
    checkDeviceDisplayName(request.displayName);
    const account = await this.credentials.check(request.claim);
    if (!account) throw wrongPassword();
    if (account.isDeactivated) throw deactivated();
    const session = await this.#openSession(account, request);
    return { ...session, account };
  }

  async #openSession(account: Account, request: LogInRequest): Promise<OpenedSession> {
    return this.writer.transaction(account.userId, async (tx, append) => {
      const current = await this.accounts.lock(tx, account.userId);
      // Checking the password takes time in which the account may have changed.
      if (!current || current.passwordHash !== account.passwordHash) throw wrongPassword();
      if (current.isDeactivated) throw deactivated();
      const device = { ...request, userId: account.userId };
      const session = await this.sessions.open(tx, device, request.canRefresh);
      await append(session.entries);
      return session;
    });
  }
}

function wrongPassword(): MatrixError {
  return MatrixError.forbidden('Invalid user name or password');
}

function deactivated(): MatrixError {
  return new MatrixError('M_USER_DEACTIVATED', 'This account has been deactivated');
}
