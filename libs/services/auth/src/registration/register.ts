import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import type { UserId } from '@chappe/events';
import { clientAddress } from '@chappe/http';
import { MatrixError } from '@chappe/matrix-api';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { type AuthConfig, authSection } from '../auth.config.js';
import { checkDeviceDisplayName } from '../devices/device.js';
import type { Flow } from '../interactive-auth/flows.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { CreateAccount } from './create-account.js';
import type { Registered, RegistrationRequest } from './registration.js';

const OPEN_FLOWS: readonly Flow[] = [['m.login.dummy']];
const TOKEN_FLOWS: readonly Flow[] = [['m.login.registration_token']];

/** Registers an account (client-server-api/#post_matrixclientv3register). */
@Injectable()
export class Register {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly createAccount: CreateAccount,
    @Inject(configOf(authSection)) private readonly config: AuthConfig,
  ) {}

  /**
   * M_FORBIDDEN when registration is closed; M_USER_IN_USE, M_INVALID_USERNAME and M_WEAK_PASSWORD before and after the
   * authentication; M_MISSING_PARAM without a password.
   */
  async register(request: RegistrationRequest): Promise<Registered> {
    const flows = this.#flows();
    const userId = await this.#checkRequest(request);
    const session = await this.interactiveAuth.require({
      operation: 'POST /register',
      flows,
      userId: undefined,
      auth: request.auth,
      ip: request.client.ip,
    });
    if (request.password === undefined) throw MatrixError.missingParam('password is missing');
    const passwordHash = await this.passwords.hash(request.password, clientAddress(request.client.ip));
    return this.createAccount.create({ userId, passwordHash, request, session });
  }

  /** M_FORBIDDEN when nobody may register. */
  checkOpen(): void {
    if (this.config.registration === 'closed') throw MatrixError.forbidden('Registration is closed');
  }

  #flows(): readonly Flow[] {
    this.checkOpen();
    return this.config.registration === 'token' ? TOKEN_FLOWS : OPEN_FLOWS;
  }

  /** What can be known to fail is refused before the client goes through the authentication. */
  async #checkRequest(request: RegistrationRequest): Promise<UserId> {
    checkDeviceDisplayName(request.displayName);
    if (request.password !== undefined) this.passwords.checkNew(request.password);
    if (request.username === undefined) return this.accounts.generateUserId();
    const userId = this.accounts.newUserId(request.username);
    await this.accounts.checkFree(userId);
    return userId;
  }
}
