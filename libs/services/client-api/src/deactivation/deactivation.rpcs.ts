import { Injectable } from '@nestjs/common';
import {
  type DeactivateUserDataRequest,
  type DeactivateUserDataResponse,
  UserDataServiceDefinition,
} from '@chappe/contracts';
import { Rpc } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { LocalUsers, type UserPlace } from '../users/local-users.js';
import { UserLogStore } from '../users/user-log.store.js';
import { ERASED_ENTRIES_PER_STEP, ERASED_ROWS_PER_STEP } from './deactivation.limits.js';
import { ERASED_TABLES, ErasureStore } from './erasure.store.js';

/** What happens to a user's data when the account is deactivated. */
@Injectable()
export class DeactivationRpcs {
  constructor(
    private readonly store: ErasureStore,
    private readonly userLog: UserLogStore,
    private readonly localUsers: LocalUsers,
    private readonly postgres: Postgres,
  ) {}

  /**
   * One step: rows first, then what the user log still says. Without `erase` nothing is removed here: what devices had
   * goes with them.
   * @throws MatrixError M_INVALID_PARAM for an `after` that no step ended with
   */
  @Rpc(UserDataServiceDefinition, 'deactivateUserData')
  async deactivate({ userId, erase, after }: DeactivateUserDataRequest): Promise<DeactivateUserDataResponse> {
    if (!erase) return { next: '', handled: 0 };
    const user = this.localUsers.placeOf(userId);
    return after === '' || after === ROWS ? this.#removeRows(user) : this.#emptyEntries(user, positionOf(after));
  }

  async #removeRows(user: UserPlace): Promise<DeactivateUserDataResponse> {
    const removed = await this.postgres.transaction(async (tx) => {
      await this.userLog.lockUser(tx, user.userId);
      let left = ERASED_ROWS_PER_STEP;
      for (const table of ERASED_TABLES) left -= await this.store.remove(tx, user, { table, limit: left });
      left -= await this.store.removeSignatures(tx, user.userId, left);
      return ERASED_ROWS_PER_STEP - left;
    });
    return { next: removed === ERASED_ROWS_PER_STEP ? ROWS : afterPosition(0), handled: removed };
  }

  async #emptyEntries(user: UserPlace, after: number): Promise<DeactivateUserDataResponse> {
    const newest = await this.userLog.position(this.postgres, user.partition);
    const to = Math.min(after + ERASED_ENTRIES_PER_STEP, newest);
    const handled = await this.store.emptyEntries(this.postgres, user, { after, to });
    return { next: to < newest ? afterPosition(to) : '', handled };
  }
}

/** There are more rows than one step removes. */
const ROWS = 'rows';

const AFTER = 'after ';

function afterPosition(position: number): string {
  return `${AFTER}${position}`;
}

function positionOf(cursor: string): number {
  const position = cursor.startsWith(AFTER) ? Number(cursor.slice(AFTER.length)) : NaN;
  if (!Number.isSafeInteger(position)) throw MatrixError.invalidParam('after is not where a step ended');
  return position;
}
