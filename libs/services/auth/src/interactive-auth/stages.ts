import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { Accounts } from '../accounts/accounts.js';
import { Credentials, namedUser } from '../credentials/credentials.js';
import { RegistrationTokens } from '../registration-tokens/registration-tokens.js';
import type { AuthData } from './auth-data.js';
import type { StageType } from './flows.js';
import type { StageOutcome } from './interactive-session.js';

/** A stage that a client wants to complete. */
export interface StageAttempt {
  readonly data: AuthData;
  /** Who must complete it; undefined when nobody is known yet. */
  readonly userId: UserId | undefined;
  /** Address of the client; empty when it is not known. */
  readonly ip: string;
}

const WRONG_PASSWORD: StageOutcome = { passed: false, reason: 'Invalid password' };

/** Checks what a client submits for a stage. */
@Injectable()
export class Stages {
  constructor(
    private readonly accounts: Accounts,
    private readonly credentials: Credentials,
    private readonly registrationTokens: RegistrationTokens,
  ) {}

  /** M_LIMIT_EXCEEDED after too many failures. */
  async check(type: StageType, attempt: StageAttempt): Promise<StageOutcome> {
    switch (type) {
      case 'm.login.password':
        return this.#checkPassword(attempt);
      case 'm.login.registration_token':
        return this.#checkRegistrationToken(attempt);
      case 'm.login.dummy':
        return { passed: true };
    }
  }

  /** client-server-api/#password-based. The password must be that of the user whose session it is. */
  async #checkPassword({ data, userId, ip }: StageAttempt): Promise<StageOutcome> {
    const { password } = data.fields;
    if (typeof password !== 'string') return { passed: false, reason: 'password is missing' };
    const name = namedUser(data.fields);
    // The tries of a user are counted: nobody else shall be able to use them up.
    if (userId !== undefined && !this.accounts.isNameOf(name ?? '', userId)) return WRONG_PASSWORD;
    const account = await this.credentials.check({ name, password, ip });
    const isRightUser = userId === undefined || account?.userId === userId;
    if (!account || account.isDeactivated || !isRightUser) return WRONG_PASSWORD;
    return { passed: true, userId: account.userId };
  }

  /** client-server-api/#token-authenticated-registration */
  async #checkRegistrationToken({ data, ip }: StageAttempt): Promise<StageOutcome> {
    const { token } = data.fields;
    if (typeof token !== 'string') return { passed: false, reason: 'token is missing' };
    const hash = await this.registrationTokens.check(token, ip);
    return hash
      ? { passed: true, registrationTokenHash: hash }
      : { passed: false, reason: 'Invalid registration token' };
  }
}
