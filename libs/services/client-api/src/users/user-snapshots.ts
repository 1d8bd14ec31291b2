import { Injectable } from '@nestjs/common';
import { Postgres, type Tx } from '@chappe/postgres';
import { UserLogPositionStore } from './user-log-position.store.js';

/** Reads of user data that are exact at a position of the user log. */
@Injectable()
export class UserSnapshots {
  constructor(
    private readonly positions: UserLogPositionStore,
    private readonly postgres: Postgres,
  ) {}

  /**
   * Runs `work` on one snapshot: it sees the rows of all entries up to `position` and of none after it, because
   * entries and rows commit together.
   */
  read<T>(partition: number, work: (tx: Tx, position: number) => Promise<T>): Promise<T> {
    return this.postgres.transaction(async (tx) => work(tx, await this.positions.read(tx, partition)), {
      isolation: 'repeatable read',
      readOnly: true,
    });
  }
}
