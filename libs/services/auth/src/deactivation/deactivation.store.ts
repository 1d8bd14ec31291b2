import { Injectable } from '@nestjs/common';
import type { UserId } from '@chappe/events';
import type { Tx } from '@chappe/postgres';
import { Partitions } from '../accounts/partitions.js';
import type { Deactivation, DeactivationProgress, DeactivationStatus } from './deactivation.js';

interface Open {
  readonly count: number;
  /** Time of the oldest request; undefined: there is none. */
  readonly oldestMs: number | undefined;
}

/** Table `deactivations`. */
@Injectable()
export class DeactivationStore {
  constructor(private readonly partitions: Partitions) {}

  async request(
    tx: Tx,
    userId: UserId,
    what: { readonly services: readonly string[]; readonly roomPositions: readonly number[]; readonly nowMs: number },
  ): Promise<void> {
    await tx.query({
      name: 'auth.deactivation-request',
      text: `INSERT INTO auth.deactivations (partition, user_id, service, room_positions, due_at_ms)
             SELECT $1, $2, service, $4::bigint[], $5 FROM unnest($3::text[]) AS service`,
      values: [this.partitions.of(userId), userId, what.services, what.roomPositions, what.nowMs],
    });
  }

  /** Adds what no row says: of accounts that an earlier release deactivated, and of services that came since. */
  async requestMissing(db: Tx, service: string, limits: { readonly nowMs: number; readonly limit: number }) {
    const rows = await db.query({
      name: 'auth.deactivation-request-missing',
      text: `INSERT INTO auth.deactivations (partition, user_id, service, due_at_ms)
             SELECT partition, user_id, $1, $2 FROM auth.accounts a
             WHERE deactivated_at_ms IS NOT NULL AND NOT EXISTS
               (SELECT FROM auth.deactivations d
                WHERE d.partition = a.partition AND d.user_id = a.user_id AND d.service = $1)
             LIMIT $3 ON CONFLICT DO NOTHING RETURNING 1`,
      values: [service, limits.nowMs, limits.limit],
    });
    return rows.length;
  }

  /** Takes those that are due; until `untilMs` nobody else takes them. */
  async claim(
    db: Tx,
    claim: {
      readonly services: readonly string[];
      readonly nowMs: number;
      readonly untilMs: number;
      readonly limit: number;
    },
  ): Promise<Deactivation[]> {
    const rows = await db.query<Deactivation>({
      name: 'auth.deactivation-claim',
      text: `UPDATE auth.deactivations d SET due_at_ms = $3,
               pass_began_at_ms = CASE WHEN d.next = '' THEN $2 ELSE d.pass_began_at_ms END,
               failed = CASE WHEN d.next = '' THEN 0 ELSE d.failed END
             FROM (SELECT partition, user_id, service FROM auth.deactivations
                   WHERE done_at_ms IS NULL AND due_at_ms <= $2 AND service = ANY($1)
                   ORDER BY due_at_ms LIMIT $4 FOR UPDATE SKIP LOCKED) due
             JOIN auth.accounts a USING (partition, user_id)
             WHERE d.partition = due.partition AND d.user_id = due.user_id AND d.service = due.service
             RETURNING d.partition, d.user_id AS "userId", d.service, a.deactivated_at_ms AS "requestedAtMs",
               a.erased AS erase, coalesce(d.room_positions, '{}') AS "roomPositions", d.next,
               d.pass_began_at_ms AS "passBeganAtMs", d.failed::int, d.due_at_ms AS "dueAtMs"`,
      values: [claim.services, claim.nowMs, claim.untilMs, claim.limit],
    });
    // Elements of arrays arrive as text.
    return rows.map((row) => ({ ...row, roomPositions: row.roomPositions.map(Number) }));
  }

  /** Writes down how far a claimed one is. False when the claim had run out and another process took it. */
  async advance(db: Tx, claimed: Deactivation, progress: DeactivationProgress): Promise<boolean> {
    const rows = await db.query({
      name: 'auth.deactivation-advance',
      text: `UPDATE auth.deactivations SET next = $5, handled = handled + $6, failed = $7, error = $8, due_at_ms = $9,
               done_at_ms = $10
             WHERE partition = $1 AND user_id = $2 AND service = $3 AND due_at_ms = $4 RETURNING 1`,
      values: [
        claimed.partition,
        claimed.userId,
        claimed.service,
        claimed.dueAtMs,
        progress.next,
        progress.handled,
        progress.failed,
        progress.error,
        progress.dueAtMs,
        progress.doneAtMs,
      ],
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
    const [row] = await db.query<{ count: number; oldest_ms: number | null }>({
      name: 'auth.deactivations-open',
      text: `SELECT count(DISTINCT (d.partition, d.user_id))::int AS count, min(a.deactivated_at_ms) AS oldest_ms
             FROM auth.deactivations d JOIN auth.accounts a USING (partition, user_id) WHERE d.done_at_ms IS NULL`,
    });
    return { count: row?.count ?? 0, oldestMs: row?.oldest_ms ?? undefined };
  }
}
