import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { MatrixError } from '@chappe/matrix-api';
import type { Tx } from '@chappe/postgres';
import { Accounts } from '../accounts/accounts.js';
import { SessionWriter } from '../devices/session-writer.js';
import type { InteractiveSession } from '../interactive-auth/interactive-session.js';
import { type AuthorizedCall, InteractiveSessions } from '../interactive-auth/interactive-sessions.js';
import { Sessions } from '../login/sessions.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';
import type { Registered, RegistrationRequest } from './registration.js';

/** An account for a client that has been authorized to make one. */
export interface AuthorizedRegistration {
  readonly userId: UserId;
  readonly passwordHash: string;
  readonly request: RegistrationRequest;
  readonly call: AuthorizedCall;
}

/**
 * Makes the account and its first session, uses the registration token and ends the authentication: all of it or
 * nothing.
 */
@Injectable()
export class CreateAccount {
  constructor(
    private readonly accounts: Accounts,
    private readonly registrationTokens: RegistrationTokens,
    private readonly interactiveSessions: InteractiveSessions,
    private readonly sessions: Sessions,
    private readonly writer: SessionWriter,
  ) {}

  /**
   * M_USER_IN_USE when another was faster, M_FORBIDDEN when the registration token has been used up meanwhile.
   * Undefined, and nothing is done, when an account has been made in this session.
   */
  async create({ userId, passwordHash, request, call }: AuthorizedRegistration): Promise<Registered | undefined> {
    const used = { ...call, session: { ...call.session, userId } };
    return this.writer.transaction(userId, async (tx, append) => {
      if (!(await this.interactiveSessions.use(tx, used))) return undefined;
      await this.accounts.create(tx, { userId, passwordHash, isAdmin: false });
      await this.#useToken(tx, call.session);
      if (request.inhibitLogin) return { userId, session: undefined };
      const session = await this.sessions.open(tx, { ...request, userId }, request.canRefresh);
      await this.interactiveSessions.setDevice(tx, used, session.deviceId);
      await append(session.entries);
      return { userId, session };
    });
  }

  async #useToken(tx: Tx, { registrationTokenHash }: InteractiveSession): Promise<void> {
    if (registrationTokenHash === undefined) return;
    if (!(await this.registrationTokens.use(tx, registrationTokenHash))) {
      throw MatrixError.forbidden('This registration token is not valid any more');
    }
  }
}
