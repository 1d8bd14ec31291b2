import { Injectable } from '@nestjs/common';
import type { JsonObject } from '@chappe/crypto';
import type { BodyOf, register } from '@chappe/matrix-api';
import type { ClientAddress } from '../devices/device.js';
import { parseAuthData } from '../interactive-auth/auth-data.js';
import { InteractiveAuth } from '../interactive-auth/interactive-auth.js';
import { InteractiveSessions } from '../interactive-auth/interactive-sessions.js';
import { AdmitRegistration } from './admit-registration.js';
import { CreateAccount } from './create-account.js';
import { type Registered, knownParameters, readParameters, type RegistrationParameters } from './registration.js';
import { RepeatRegistration } from './repeat-registration.js';

const OPERATION = 'POST /register';

/** Registers an account (client-server-api/#post_matrixclientv3register). */
@Injectable()
export class Register {
  constructor(
    private readonly admit: AdmitRegistration,
    private readonly interactiveAuth: InteractiveAuth,
    private readonly sessions: InteractiveSessions,
    private readonly createAccount: CreateAccount,
    private readonly repeated: RepeatRegistration,
  ) {}

  /**
   * The parameters of the request that opened the session stand where a later one leaves them out. The request with
   * which the account was made gives it again, should its answer be lost, as long as the session lives.
   * M_FORBIDDEN when registration is closed; M_USER_IN_USE, M_INVALID_USERNAME and M_WEAK_PASSWORD before and after the
   * authentication; M_MISSING_PARAM without a password.
   */
  async register(body: BodyOf<typeof register>, client: ClientAddress): Promise<Registered> {
    const flows = this.admit.flows();
    const recalled = await this.sessions.recall(OPERATION, parseAuthData(body.auth)?.session);
    // What was kept has been checked as a body when it was.
    const first = (recalled?.parameters ?? {}) as RegistrationParameters;
    const parameters = { ...first, ...knownParameters(body) };
    const request = readParameters(parameters, client);
    const made = recalled?.session.isUsed ? recalled.session.userId : undefined;
    const userId = made ?? (await this.admit.check(request));
    const call = await this.interactiveAuth.require({
      operation: OPERATION,
      flows,
      userId: undefined,
      parameters: parameters as JsonObject,
      keepsParameters: true,
      auth: body.auth,
      ip: client.ip,
    });
    if (call.session.isUsed) return this.repeated.repeat(call.session, request);
    const passwordHash = await this.admit.hashPassword(request);
    // The same request may have been faster: this one is then a repeat.
    return (await this.createAccount.create({ userId, passwordHash, request, call })) ?? this.register(body, client);
  }
}
