import { Injectable } from '@nestjs/common';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { Accounts } from '../accounts/accounts.js';
import type { DeactivationStatus } from './deactivation.js';
import { DeactivationStore } from './deactivation.store.js';

/** How far deactivations are, for an operator. */
@Injectable()
export class DeactivationStatuses {
  constructor(
    private readonly accounts: Accounts,
    private readonly store: DeactivationStore,
    private readonly postgres: Postgres,
  ) {}

  /**
   * By service; empty for an account that is in use.
   * @param name user ID or localpart
   * @throws MatrixError M_NOT_FOUND when there is no such account
   */
  async of(name: string): Promise<DeactivationStatus[]> {
    const account = await this.accounts.findByName(name);
    if (!account) throw MatrixError.notFound(`there is no account ${name}`);
    return this.store.statusOf(this.postgres, account.userId);
  }
}
