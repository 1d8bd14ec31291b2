import { Injectable } from '@nestjs/common';
import { type SessionEntry, userLog } from '@chappe/contracts';
import { type AppendEntries, type NewEntry, UserLogWriter } from '@chappe/event-log';
import { AccessTokens } from '@chappe/http';
import type { Tx } from '@chappe/postgres';

/**
 * Transactions that change accounts, devices or tokens and say so on the user log. When one returns, this process no
 * longer accepts a token that it has ended; other processes learn it from the log.
 */
@Injectable()
export class SessionWriter {
  constructor(
    private readonly writer: UserLogWriter,
    private readonly accessTokens: AccessTokens,
  ) {}

  /** As {@link UserLogWriter.transaction}: `work` may run again when the database asks for it. */
  async transaction<T>(turn: string, work: (tx: Tx, append: AppendEntries) => Promise<T>): Promise<T> {
    let appended: NewEntry[] = [];
    const result = await this.writer.transaction(turn, (tx, append) => {
      appended = [];
      return work(tx, (entries) => {
        appended.push(...entries);
        return append(entries);
      });
    });
    for (const { key, kind, message } of appended) {
      if (kind === userLog.kinds.session) this.accessTokens.sessionEnded(key, (message as SessionEntry).deviceId);
    }
    return result;
  }
}
