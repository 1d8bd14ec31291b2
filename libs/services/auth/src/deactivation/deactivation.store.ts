import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { Deactivation, DeactivationProgress, DeactivationStatus } from './deactivation.js';

interface Open {
  readonly count: number;
  /** Time since the oldest request; 0: there is none. */
  readonly oldestMs: number;
}

/** The database's clock, in ms since the epoch. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Table `deactivations`. */
@Injectable()
export class DeactivationStore {
  constructor(private readonly partitions: Partitions) {}

  async request(
    tx: Tx,
    userId: UserId,
    what: { readonly services: readonly string[]; readonly roomPositions: readonly number[] },
  ): Promise<void> {
    await tx.query({
      name: 'auth.deactivation-request',
      text: `INSERT INTO auth.deactivations (partition, user_id, service, requested_at_ms, room_positions, due_at_ms)
             SELECT $1, $2, service, ${NOW}, $4::bigint[], ${NOW} FROM unnest($3::text[]) AS service`,
      values: [this.partitions.of(userId), userId, what.services, what.roomPositions],
    });
  }

  /** Adds what no row says: of accounts that an earlier release deactivated, and of services that came since. */
  async requestMissing(db: Tx, service: string, limit: number): Promise<number> {
    const rows = await db.query({
      name: 'auth.deactivation-request-missing',
      text: `INSERT INTO auth.deactivations (partition, user_id, service, requested_at_ms, due_at_ms)
             SELECT partition, user_id, $1, ${NOW}, ${NOW} FROM auth.accounts a
             WHERE deactivated_at_ms IS NOT NULL AND NOT EXISTS
               (SELECT FROM auth.deactivations d
                WHERE d.partition = a.partition AND d.user_id = a.user_id AND d.service = $1)
             LIMIT $2 ON CONFLICT DO NOTHING RETURNING 1`,
      values: [service, limit],
    });
    return rows.length;
  }

  /** Takes those that are due, for so long. */
  async claim(
    db: Tx,
    claim: { readonly services: readonly string[]; readonly claimMs: number; readonly limit: number },
  ): Promise<Deactivation[]> {
    const rows = await db.query<Deactivation>({
      name: 'auth.deactivation-claim',
      text: `UPDATE auth.deactivations d SET due_at_ms = ${NOW} + $2, claims = d.claims + 1,
               pass_began_at_ms = CASE WHEN d.next = '' THEN ${NOW} ELSE d.pass_began_at_ms END,
               failed = CASE WHEN d.next = '' THEN 0 ELSE d.failed END
             FROM (SELECT partition, user_id, service FROM auth.deactivations
                   WHERE done_at_ms IS NULL AND due_at_ms <= ${NOW} AND service = ANY($1)
                   ORDER BY due_at_ms LIMIT $3 FOR UPDATE SKIP LOCKED) due
             JOIN auth.accounts a USING (partition, user_id)
             WHERE d.partition = due.partition AND d.user_id = due.user_id AND d.service = due.service
             RETURNING d.partition, d.user_id AS "userId", d.service, a.erased AS erase,
               coalesce(d.room_positions, '{}') AS "roomPositions", d.next, d.failed::int, d.claims::int`,
      values: [claim.services, claim.claimMs, claim.limit],
    });
    // Elements of arrays arrive as text.
    return rows.map((row) => ({ ...row, roomPositions: row.roomPositions.map(Number) }));
  }

  /**
   * Writes down how far a claimed one is. Done it is after a pass in which everything was possible and which began
   * after so long a time; before that a further pass is due then.
   * @returns false when another process has taken it meanwhile
   */
  async advance(
    db: Tx,
    { partition, userId, service, claims }: Deactivation,
    progress: DeactivationProgress & { readonly settleMs: number },
  ): Promise<boolean> {
    const { next, handled, failed, error, pauseMs, isPassed, settleMs } = progress;
    const rows = await db.query({
      name: 'auth.deactivation-advance',
      text: `UPDATE auth.deactivations SET next = $5, handled = handled + $6, failed = $7, error = $8,
               due_at_ms = CASE WHEN $10 THEN greatest(requested_at_ms + $11, ${NOW}) ELSE ${NOW} + $9 END,
               done_at_ms = CASE WHEN $10 AND pass_began_at_ms >= requested_at_ms + $11 THEN ${NOW} END
             WHERE partition = $1 AND user_id = $2 AND service = $3 AND claims = $4 AND done_at_ms IS NULL
             RETURNING 1`,
      values: [partition, userId, service, claims, next, handled, failed, error, pauseMs, isPassed, settleMs],
    });
    return rows.length > 0;
  }

  async statusOf(db: Tx, userId: UserId): Promise<DeactivationStatus[]> {
    const rows = await db.query<{ [K in keyof DeactivationStatus]: DeactivationStatus[K] | null }>({
      name: 'auth.deactivation-status',
      text: `SELECT service, handled::int, failed::int, error, pass_began_at_ms AS "passBeganAtMs",
               done_at_ms AS "doneAtMs"
             FROM auth.deactivations WHERE partition = $1 AND user_id = $2 ORDER BY service`,
      values: [this.partitions.of(userId), userId],
    });
    return rows.map((row) => ({
      service: row.service ?? '',
      handled: row.handled ?? 0,
      failed: row.failed ?? 0,
      error: row.error ?? undefined,
      passBeganAtMs: row.passBeganAtMs ?? undefined,
      doneAtMs: row.doneAtMs ?? undefined,
    }));
  }

  /** Accounts that something may be left of. */
  async open(db: Tx): Promise<Open> {
    const [row] = await db.query<Open>({
      name: 'auth.deactivations-open',
      text: `SELECT count(DISTINCT (partition, user_id))::int AS count,
               coalesce(max(${NOW} - requested_at_ms), 0)::float8 AS "oldestMs"
             FROM auth.deactivations WHERE done_at_ms IS NULL`,
    });
    return row ?? { count: 0, oldestMs: 0 };
  }
}
