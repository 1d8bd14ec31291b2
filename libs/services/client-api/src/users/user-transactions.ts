import { Injectable } from '@nestjs/common';
import { type AppendEntries, UserLogWriter } from '@chappe/event-log';
import { Postgres, type Tx } from '@chappe/postgres';
import { LocalUsers, type UserPlace } from './local-users.js';
import { UserLogStore } from './user-log.store.js';

/** What a change to a user's data works with. */
export interface UserChange {
  readonly tx: Tx;
  readonly user: UserPlace;
  readonly append: AppendEntries;
}

/** A snapshot of a user's data. */
export interface UserSnapshot {
  readonly tx: Tx;
  readonly user: UserPlace;
  /** Position of the user log: the snapshot holds the rows of all entries up to it, and of none after it. */
  readonly position: number;
}

/** Changes to a user's data that read before they write, and snapshots of it. */
@Injectable()
export class UserTransactions {
  constructor(
    private readonly store: UserLogStore,
    private readonly localUsers: LocalUsers,
    private readonly writer: UserLogWriter,
    private readonly postgres: Postgres,
  ) {}

  /**
   * Runs `work` in one transaction that no other change of this user overlaps. It may run again when the database asks
   * for it.
   */
  change<T>(userId: string, work: (change: UserChange) => Promise<T>): Promise<T> {
    return this.writer.transaction(userId, async (tx, append) => {
      await this.store.lockUser(tx, userId);
      return work({ tx, user: this.localUsers.placeOf(userId), append });
    });
  }

  /** Runs `work` on one snapshot, which is exact at a position, because entries and rows commit together. */
  snapshot<T>(userId: string, work: (snapshot: UserSnapshot) => Promise<T>): Promise<T> {
    const user = this.localUsers.placeOf(userId);
    return this.postgres.transaction(
      async (tx) => work({ tx, user, position: await this.store.position(tx, user.partition) }),
      { isolation: 'repeatable read', readOnly: true },
    );
  }
}
