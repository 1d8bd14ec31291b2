import { Inject, Injectable } from '@nestjs/common';
import { clientAddress } from '@chappe/http';
import { CLOCK, type Clock } from '@chappe/runtime';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { LOGIN_FAILURES_MAX } from '../auth.limits.js';
import { FailureLimiter } from './failure-limiter.js';

/** Someone claims to be a user. */
export interface PasswordClaim {
  /** User ID or localpart; undefined when the request names nobody whom this server can know. */
  readonly name: string | undefined;
  readonly password: string;
  /** Address of the client; empty when it is not known. */
  readonly ip: string;
}

/** Checks who a user is by a password. */
@Injectable()
export class Credentials {
  readonly #failures: FailureLimiter;

  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.#failures = new FailureLimiter(clock, LOGIN_FAILURES_MAX);
  }

  /**
   * The account whose password it is; undefined for a wrong password and for an unknown user alike, after the same
   * time. It may be deactivated. M_LIMIT_EXCEEDED after too many failures for this user from this address, of which an
   * IPv6 network counts as one.
   */
  async check(claim: PasswordClaim): Promise<Account | undefined> {
    const key = `${this.accounts.canonicalName(claim.name ?? '')} ${clientAddress(claim.ip)}`;
    return this.#failures.attempt(key, () => this.#verify(claim));
  }

  async #verify(claim: PasswordClaim): Promise<Account | undefined> {
    const account = claim.name === undefined ? undefined : await this.accounts.findByName(claim.name);
    return (await this.passwords.verify(account?.passwordHash, claim.password)) ? account : undefined;
  }
}

/** What a login or a password stage says about who the user is. */
export interface IdentifierFields {
  readonly identifier?: unknown;
  /** Deprecated form. */
  readonly user?: unknown;
}

/**
 * The user ID or localpart that a request names: `identifier` of type `m.id.user`, or the deprecated `user`. Undefined
 * for third-party identifiers and anything else: this server knows none (client-server-api/#identifier-types).
 */
export function namedUser(fields: IdentifierFields): string | undefined {
  const { identifier, user } = fields;
  if (identifier === undefined || identifier === null) return typeof user === 'string' ? user : undefined;
  if (typeof identifier !== 'object' || !('type' in identifier) || !('user' in identifier)) return undefined;
  return identifier.type === 'm.id.user' && typeof identifier.user === 'string' ? identifier.user : undefined;
}
