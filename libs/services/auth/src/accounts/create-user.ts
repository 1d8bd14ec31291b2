import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import { Postgres } from '@chappe/postgres';
import { Accounts } from './accounts.js';
import { Passwords } from './passwords.js';

/** An account that an operator makes. */
export interface NewUser {
  /** Localpart, or the whole user ID. */
  readonly name: string;
  readonly password: string;
  /** Server administrator. */
  readonly admin: boolean;
}

/** Makes an account on the operator's word, whatever the registration setting; for the command line. */
@Injectable()
export class CreateUser {
  constructor(
    private readonly accounts: Accounts,
    private readonly passwords: Passwords,
    private readonly postgres: Postgres,
  ) {}

  /**
   * The user ID. MatrixError M_INVALID_USERNAME, M_USER_IN_USE, M_WEAK_PASSWORD or M_INVALID_PARAM with a readable
   * message.
   */
  async createUser(user: NewUser): Promise<UserId> {
    const userId = this.accounts.newUserIdOf(user.name);
    this.passwords.checkNew(user.password);
    await this.accounts.checkFree(userId);
    const passwordHash = await this.passwords.hash(user.password, userId);
    await this.postgres.transaction((tx) => this.accounts.create(tx, { userId, passwordHash, isAdmin: user.admin }));
    return userId;
  }
}
