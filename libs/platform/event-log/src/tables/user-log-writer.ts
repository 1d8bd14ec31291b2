import { Inject, Injectable } from '@nestjs/common';
import { userLog, type LogEntry } from '@chappe/contracts';
import { MatrixError } from '@chappe/matrix-api';
import { isRetryable, Postgres, type Tx } from '@chappe/postgres';
import { type Batched, Batcher, CLOCK, type Clock, Lanes } from '@chappe/runtime';
import { AwayError } from '@chappe/telemetry';
import { appendToLog, type NewEntry } from './append-to-log.js';
import { EVENT_LOG, type EventLog } from '../event-log.js';
import { BATCHED_CHANGES_WAITING_MAX, USER_CHANGES_WAITING_MAX } from './user-log.limits.js';

/** Writes entries in the running transaction; call it once, after the rows that do not need positions. */
export type AppendEntries = (entries: readonly NewEntry[]) => Promise<LogEntry[]>;

/** How changes of one kind are written together. */
export interface BatchedWrite<Change, Result> {
  /** Of all changes of a transaction, as `sizeOf` counts them; a single one may have more. */
  readonly sizeMax: number;
  readonly sizeOf: (change: Change) => number;
  /** Writes changes of different users in one transaction. @returns what came of each, in their order */
  readonly write: (tx: Tx, append: AppendEntries, changes: readonly Change[]) => Promise<readonly Result[]>;
}

/** Deadlocks, serialization failures and connections lost before the end are tried again this often ... */
const ATTEMPTS_MAX = 5;
/** ... but not after so long: each attempt on a database that is silent takes as long as a statement may. */
const ATTEMPTS_MS_MAX = 5_000;

/**
 * Transactions that change user data and say so on the user log. Those of one user lock the same rows: they take turns
 * before they take a connection, so that no user holds more than one connection of a process, nor keeps others from
 * locks for longer than one of them takes.
 */
@Injectable()
export class UserLogWriter {
  readonly #lanes = new Lanes({
    waitingMax: USER_CHANGES_WAITING_MAX,
    refusal: () => MatrixError.unavailable('Too many changes of one user wait'),
  });

  constructor(
    private readonly postgres: Postgres,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Runs `work` in one transaction with what it appends to the user log; after the commit local followers are told.
   * `work` may run again when the database asks for it, and must not begin another one of its user.
   * @param turn the user who wants it, or what else it locks first
   * @throws what `work` throws, and MatrixError 503 beyond {@link USER_CHANGES_WAITING_MAX}
   */
  transaction<T>(turn: string, work: (tx: Tx, append: AppendEntries) => Promise<T>): Promise<T> {
    return this.#lanes.run(turn, () => this.#attempt(work));
  }

  /**
   * Makes what writes changes of one kind as the group commit of rooms does it: while one transaction is under way,
   * those of all users gather for the next, and share its statements and its fsync. Each user has one of them in it.
   * @returns takes turn and change as {@link transaction}; rejects with what `write` throws for this change alone
   */
  batched<Change, Result>(options: BatchedWrite<Change, Result>): (turn: string, change: Change) => Promise<Result> {
    const batcher = new Batcher<Change, Result>({
      bytesMax: options.sizeMax,
      bytesOf: options.sizeOf,
      work: (batch) => this.#writeBatch(options, batch),
    });
    return (turn, change) =>
      this.#lanes.run(turn, () => {
        if (batcher.waiting < BATCHED_CHANGES_WAITING_MAX) return batcher.add(change);
        throw MatrixError.unavailable('Too many changes wait');
      });
  }

  /** A change that cannot be written must not fail the others: it is found by halving. */
  async #writeBatch<Change, Result>(
    options: BatchedWrite<Change, Result>,
    batch: readonly Batched<Change, Result>[],
  ): Promise<void> {
    const changes = batch.map(({ item }) => item);
    try {
      const results = await this.#attempt((tx, append) => options.write(tx, append, changes));
      for (const [i, { resolve }] of batch.entries()) resolve(results[i] as Result);
    } catch (error) {
      if (batch.length === 1 || error instanceof AwayError) {
        for (const { reject } of batch) reject(error);
        return;
      }
      const middle = batch.length >> 1;
      await this.#writeBatch(options, batch.slice(0, middle));
      await this.#writeBatch(options, batch.slice(middle));
    }
  }

  async #attempt<T>(work: (tx: Tx, append: AppendEntries) => Promise<T>): Promise<T> {
    const startedMs = this.clock.monotonicMs();
    const target = { topic: userLog, partitionCount: this.eventLog.partitionCount };
    for (let attempt = 1; ; attempt++) {
      const appended: LogEntry[] = [];
      try {
        const result = await this.postgres.transaction((tx) =>
          work(tx, async (entries) => {
            const placed = await appendToLog(tx, target, entries);
            appended.push(...placed);
            return placed;
          }),
        );
        this.eventLog.announce(userLog, appended);
        return result;
      } catch (error) {
        const isLast = attempt >= ATTEMPTS_MAX || this.clock.monotonicMs() - startedMs >= ATTEMPTS_MS_MAX;
        if (isLast || !isRetryable(error)) throw error;
      }
    }
  }
}
