import { Injectable } from '@nestjs/common';
import { userLog } from '@chappe/contracts';
import { newEntry } from '@chappe/event-log';
import { MatrixError } from '@chappe/matrix-api';
import { Postgres } from '@chappe/postgres';
import { checkName } from '../users/check-name.js';
import { LocalUsers } from '../users/local-users.js';
import { UserTransactions } from '../users/user-transactions.js';
import {
  ACCOUNT_DATA_BYTES_MAX,
  ACCOUNT_DATA_ENTRIES_MAX,
  ACCOUNT_DATA_TOTAL_BYTES_MAX,
} from './account-data.limits.js';
import { type AccountDataSlot, AccountDataStore, type AccountDataWeight } from './account-data.store.js';

/** Makes the new content (JSON) from the one that stands; undefined: nothing to change. May throw a MatrixError. */
export type ContentChange = (current: string | undefined) => string | undefined;

/** The users' account data: each change is told to all devices through the user log. */
@Injectable()
export class AccountData {
  constructor(
    private readonly store: AccountDataStore,
    private readonly localUsers: LocalUsers,
    private readonly transactions: UserTransactions,
    private readonly postgres: Postgres,
  ) {}

  /** @returns JSON of the content, or undefined when there is none */
  find(userId: string, slot: AccountDataSlot): Promise<string | undefined> {
    return this.store.find(this.postgres, this.localUsers.placeOf(userId), slot);
  }

  /**
   * Reads, changes and writes one content; changes of one user happen one after another.
   * @throws MatrixError M_TOO_LARGE over {@link ACCOUNT_DATA_BYTES_MAX}, M_RESOURCE_LIMIT_EXCEEDED, M_INVALID_PARAM
   * for the type
   */
  async change(userId: string, slot: AccountDataSlot, change: ContentChange): Promise<void> {
    checkName('The type', slot.type);
    await this.transactions.change(userId, async ({ tx, user, append }) => {
      const current = await this.store.find(tx, user, slot);
      const content = change(current);
      if (content === undefined) return;
      checkSize(content);
      // What does not grow needs no look at everything.
      const growth = bytesOf(content) - bytesOf(current ?? '');
      if (current === undefined || growth > 0) checkWeight(await this.store.weigh(tx, user), { current, growth });
      const message = { ...slot, content: Buffer.from(content) };
      const [entry] = await append([newEntry(userId, userLog.kinds.accountData, message)]);
      if (!entry) throw new Error('the user log gave no position');
      await this.store.put(tx, user, { ...slot, content, position: entry.position });
    });
  }
}

function checkSize(content: string): void {
  if (bytesOf(content) > ACCOUNT_DATA_BYTES_MAX) {
    throw MatrixError.tooLarge(`Account data may have at most ${ACCOUNT_DATA_BYTES_MAX} bytes`);
  }
}

function checkWeight(
  { count, bytes }: AccountDataWeight,
  { current, growth }: { readonly current: string | undefined; readonly growth: number },
): void {
  if (current === undefined && count >= ACCOUNT_DATA_ENTRIES_MAX) {
    throw tooMuch(`At most ${ACCOUNT_DATA_ENTRIES_MAX} account data events are kept`);
  }
  if (bytes + growth > ACCOUNT_DATA_TOTAL_BYTES_MAX) {
    throw tooMuch(`All account data together may have at most ${ACCOUNT_DATA_TOTAL_BYTES_MAX} bytes`);
  }
}

function tooMuch(message: string): MatrixError {
  return new MatrixError('M_RESOURCE_LIMIT_EXCEEDED', message);
}

function bytesOf(content: string): number {
  return Buffer.byteLength(content);
}
