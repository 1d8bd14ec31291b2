import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import { eventsSql, fenceSql, headsSql, logSql, nodesSql, receiptsSql, redactionsSql, stateSql } from './commit-sql.js';
import { CommitBatch } from './commit-batch.js';
import type { RoomWrite } from './room-write.js';

/** Statement for commits that only add events and log entries. */
const COMMIT_MESSAGES_SQL = `WITH ${[fenceSql, logSql, eventsSql, headsSql].join(', ')} SELECT partition FROM fence`;

/** Statement for commits that also change state, receipts or redacted events. */
const COMMIT_ALL_SQL = `WITH ${[
  fenceSql,
  logSql,
  eventsSql,
  headsSql,
  nodesSql,
  stateSql,
  receiptsSql,
  redactionsSql,
].join(', ')} SELECT partition FROM fence`;

/** Writes group commits, over a reserved connection: everybody who sends waits for them. */
@Injectable()
export class CommitStore {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Commits the writes in one statement. Each partition's writes are taken whole, or, when its lease is not ours any
   * more or the positions do not follow what is committed, not at all.
   * @returns the partitions whose writes are committed
   */
  async commit(writes: readonly RoomWrite[]): Promise<Set<number>> {
    const batch = new CommitBatch(writes);
    const rows = await this.postgres.reserved.query<{ partition: number }>({
      name: batch.onlyMessages ? 'room-commit-messages' : 'room-commit-all',
      text: batch.onlyMessages ? COMMIT_MESSAGES_SQL : COMMIT_ALL_SQL,
      values: batch.onlyMessages ? batch.messageValues() : batch.allValues(),
    });
    return new Set(rows.map((row) => row.partition));
  }
}
