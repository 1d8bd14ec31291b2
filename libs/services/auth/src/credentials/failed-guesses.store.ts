import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import { FAILURES_REMOVED_MAX } from '../auth.limits.js';

/** What somebody guesses at, from somewhere; its failures are counted in windows. */
export interface GuessSubject {
  readonly hash: Buffer;
  readonly windowMs: number;
}

/** Subjects of one user partition, at a time. */
export interface GuessPlace {
  readonly partition: number;
  readonly subjects: readonly GuessSubject[];
  readonly nowMs: number;
}

/** Failures of a subject in a window that has not ended. */
export interface GuessFailures {
  readonly hash: Buffer;
  readonly failures: number;
  readonly windowEndsAtMs: number;
}

interface FailuresRow {
  subject: Buffer;
  failures: number;
  window_ends_at_ms: number;
}

/** SQL of `auth.failed_guesses`. Only failures are written. */
@Injectable()
export class FailedGuessesStore {
  /** Of those that have failed. */
  async find(tx: Tx, { partition, subjects, nowMs }: GuessPlace): Promise<GuessFailures[]> {
    const rows = await tx.query<FailuresRow>({
      name: 'auth.failed-guesses',
      text: `SELECT subject, failures, window_ends_at_ms FROM auth.failed_guesses
             WHERE partition = $1 AND subject = ANY($2::bytea[]) AND window_ends_at_ms > $3`,
      values: [partition, subjects.map(({ hash }) => hash), nowMs],
    });
    return rows.map((row) => ({
      hash: row.subject,
      failures: row.failures,
      windowEndsAtMs: row.window_ends_at_ms,
    }));
  }

  /** Counts a failure of each subject. A window begins with the first one. */
  async count(tx: Tx, { partition, subjects, nowMs }: GuessPlace): Promise<void> {
    const ordered = subjects.toSorted((a, b) => Buffer.compare(a.hash, b.hash));
    await tx.query({
      name: 'auth.failed-guesses-count',
      text: `INSERT INTO auth.failed_guesses AS counted (partition, subject, failures, window_ends_at_ms)
             SELECT $1, failed.subject, 1, failed.ends_at_ms
             FROM unnest($2::bytea[], $3::bigint[]) AS failed (subject, ends_at_ms)
             ON CONFLICT (partition, subject) DO UPDATE SET
               failures = CASE WHEN counted.window_ends_at_ms > $4 THEN counted.failures + 1 ELSE 1 END,
               window_ends_at_ms = CASE WHEN counted.window_ends_at_ms > $4 THEN counted.window_ends_at_ms
                 ELSE EXCLUDED.window_ends_at_ms END`,
      values: [partition, ordered.map(({ hash }) => hash), ordered.map(({ windowMs }) => nowMs + windowMs), nowMs],
    });
  }

  /** Removes some windows that have ended; rows that another transaction holds are left to the next one. */
  async removeEnded(tx: Tx, partition: number, nowMs: number): Promise<void> {
    await tx.query({
      name: 'auth.failed-guesses-remove',
      text: `DELETE FROM auth.failed_guesses WHERE partition = $1 AND subject IN (
               SELECT subject FROM auth.failed_guesses WHERE partition = $1 AND window_ends_at_ms <= $2
               LIMIT $3 FOR UPDATE SKIP LOCKED)`,
      values: [partition, nowMs, FAILURES_REMOVED_MAX],
    });
  }
}
