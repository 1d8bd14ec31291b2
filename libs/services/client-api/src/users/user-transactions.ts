import { Injectable } from '@nestjs/common';
import { UserLogWriter, type AppendEntries } from '@chappe/event-log';
import type { Tx } from '@chappe/postgres';
import { UserLockStore } from './user-lock.store.js';
import { UserPartitions, type UserPlace } from './user-partitions.js';

/** What a change to a user's data works with. */
export interface UserChange {
  readonly tx: Tx;
  readonly user: UserPlace;
  readonly append: AppendEntries;
}

/** Changes to a user's data that read before they write: those of one user happen one after another. */
@Injectable()
export class UserTransactions {
  constructor(
    private readonly locks: UserLockStore,
    private readonly partitions: UserPartitions,
    private readonly writer: UserLogWriter,
  ) {}

  /**
   * Runs `work` in one transaction that no other one of this user overlaps. It may run again when the database asks
   * for it.
   */
  change<T>(userId: string, work: (change: UserChange) => Promise<T>): Promise<T> {
    return this.writer.transaction(async (tx, append) => {
      await this.locks.take(tx, userId);
      return work({ tx, user: this.partitions.placeOf(userId), append });
    });
  }
}
