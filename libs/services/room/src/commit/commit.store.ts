import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import { MESSAGE_PARTS, OTHER_PARTS, type Part } from './commit-parts.js';
import { commitSql } from './commit-sql.js';
import { commitValues } from './commit-values.js';
import type { RoomWrite } from './room-write.js';

interface CommitStatement {
  readonly name: string;
  readonly parts: readonly Part[];
  readonly text: string;
}

/** Statement for commits that only add events and log entries. */
export const COMMIT_MESSAGES = statement('room-commit-messages', MESSAGE_PARTS);

/** Statement for all others. */
export const COMMIT_ALL = statement('room-commit-all', [...MESSAGE_PARTS, ...OTHER_PARTS]);

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
    const { name, text, parts } = statementFor(writes);
    const values = commitValues(parts, writes);
    const rows = await this.postgres.reserved.query<{ partition: number }>({ name, text, values });
    return new Set(rows.map((row) => row.partition));
  }
}

function statementFor(writes: readonly RoomWrite[]): CommitStatement {
  const onlyMessages = OTHER_PARTS.every(({ rowsOf }) => writes.every((write) => !rowsOf(write)));
  return onlyMessages ? COMMIT_MESSAGES : COMMIT_ALL;
}

function statement(name: string, parts: readonly Part[]): CommitStatement {
  return { name, parts, text: commitSql(parts) };
}
