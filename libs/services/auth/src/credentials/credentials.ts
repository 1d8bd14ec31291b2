import { Injectable } from '@nestjs/common';
import { clientAddress } from '@chappe/http';
import type { Account } from '../accounts/account.js';
import { Accounts } from '../accounts/accounts.js';
import { Passwords } from '../accounts/passwords.js';
import { GuessLimits } from './guess-limits.js';
import { KnownAddresses } from './known-addresses.js';

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
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly known: KnownAddresses,
    private readonly limits: GuessLimits,
  ) {}

  /**
   * The account whose password it is; undefined for a wrong password and for an unknown user alike, after the same
   * time. It may be deactivated. M_LIMIT_EXCEEDED after too many failures for this user.
   */
  async check({ name = '', password, ip }: PasswordClaim): Promise<Account | undefined> {
    const userId = this.accounts.canonicalName(name);
    const address = clientAddress(ip);
    // No name that an account could have: there is nothing to guess.
    if (userId === '') return this.#verify(undefined, { password, turn: address });
    const account = await this.accounts.findByName(name);
    const isKnown = account !== undefined && (await this.known.isKnown(account.userId, ip));
    // Who is known has turns of their own, whoever else sends passwords from the same address.
    const turn = isKnown ? userId : address;
    return this.limits.attempt({ userId, address, isKnown }, () => this.#verify(account, { password, turn }));
  }

  async #verify(
    account: Account | undefined,
    { password, turn }: { readonly password: string; readonly turn: string },
  ): Promise<Account | undefined> {
    return (await this.passwords.verify(account?.passwordHash, password, turn)) ? account : undefined;
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
