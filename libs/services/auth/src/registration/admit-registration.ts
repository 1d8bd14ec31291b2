import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import type { UserId } from '@chappe/events';
import { clientAddress, type HttpConfig, httpSection, RateLimits } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { type AuthConfig, authSection } from '../auth.config.js';
import { checkDeviceDisplayName } from '../devices/device.js';
import type { Flow } from '../interactive-auth/flows.js';
import type { RegistrationRequest } from './registration.js';

const OPEN_FLOWS: readonly Flow[] = [['m.login.dummy']];
const TOKEN_FLOWS: readonly Flow[] = [['m.login.registration_token']];

/** What must hold before an account is registered. */
@Injectable()
export class AdmitRegistration {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    @Inject(configOf(authSection)) private readonly config: AuthConfig,
    @Inject(configOf(httpSection)) private readonly http: HttpConfig,
  ) {}

  /**
   * For someone without a token: M_MISSING_TOKEN when nobody may learn so who exists. Where accounts are registered,
   * registration itself tells it.
   */
  checkLookup(): void {
    const isHidden = this.http.userLookup === 'token' && this.config.registration === 'closed';
    if (isHidden) throw MatrixError.missingToken();
  }

  /** M_FORBIDDEN when nobody may register. */
  checkOpen(): void {
    if (this.config.registration === 'closed') throw MatrixError.forbidden('Registration is closed');
  }

  /** How a client shows that it may register. M_FORBIDDEN when nobody may. */
  flows(): readonly Flow[] {
    this.checkOpen();
    return this.config.registration === 'token' ? TOKEN_FLOWS : OPEN_FLOWS;
  }

  /**
   * Who is to be registered. What can be known to fail is refused before the client goes through the authentication:
   * M_USER_IN_USE, M_INVALID_USERNAME, M_WEAK_PASSWORD.
   */
  async check(request: RegistrationRequest): Promise<UserId> {
    checkDeviceDisplayName(request.displayName);
    if (request.password !== undefined) this.passwords.checkNew(request.password);
    if (request.username === undefined) return this.accounts.generateUserId();
    return this.checkFree(request.username);
  }

  /** The user ID of this name. M_USER_IN_USE or M_INVALID_USERNAME when nobody can have it any more, or at all. */
  async checkFree(username: string): Promise<UserId> {
    const userId = this.accounts.newUserId(username);
    await this.accounts.checkFree(userId);
    return userId;
  }

  /**
   * The hash of the password, for a client that may register. M_MISSING_PARAM without a password; M_LIMIT_EXCEEDED when
   * too many accounts are made from the client's address.
   */
  async hashPassword({ password, client }: RegistrationRequest): Promise<string> {
    if (password === undefined) throw MatrixError.missingParam('password is missing');
    const address = clientAddress(client.ip);
    await this.limits.take('register', `account ${address}`);
    return this.passwords.hash(password, address);
  }
}
