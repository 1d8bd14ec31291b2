import { Injectable } from '@nestjs/common';
import type { Tx } from '@chappe/postgres';
import type { UserPlace } from '../users/local-users.js';

/** What of a user is told to the room service. */
export type FanOutSubject = 'profile' | 'device_list';

export interface FanOut extends UserPlace {
  readonly subject: FanOutSubject;
  readonly position: number;
}

/** Which fan-outs a process takes, and for how long. */
export interface FanOutClaim {
  readonly claimMs: number;
  readonly limit: number;
  /** Those that it knows: during an upgrade a process of the next release may ask for others. */
  readonly subjects: readonly FanOutSubject[];
}

/** The database's clock, in ms since the epoch: one that jumps in a process must not keep others from its claims. */
const NOW = '(extract(epoch FROM clock_timestamp()) * 1000)::bigint';

/** Table `fan_outs`: changes of users that the room service is still to be told. */
@Injectable()
export class FanOutStore {
  /** Asks for a fan-out; one that waits already covers this one too. */
  async request(tx: Tx, fanOut: FanOut): Promise<void> {
    await tx.query({
      name: 'client-api.fan-out-request',
      text: `INSERT INTO client_api.fan_outs AS f (partition, user_id, subject, position, due_ms)
             VALUES ($1, $2, $3, $4, 0)
             ON CONFLICT (partition, user_id, subject) DO UPDATE
             SET position = greatest(f.position, EXCLUDED.position)`,
      values: [fanOut.partition, fanOut.userId, fanOut.subject, fanOut.position],
    });
  }

  /** Takes fan-outs that are due; for `claimMs` nobody else takes them. */
  async claim(db: Tx, claim: FanOutClaim): Promise<FanOut[]> {
    return db.query<FanOut>({
      name: 'client-api.fan-out-claim',
      text: `UPDATE client_api.fan_outs f SET due_ms = ${NOW} + $1
             FROM (SELECT partition, user_id, subject FROM client_api.fan_outs
                   WHERE due_ms <= ${NOW} AND subject = ANY($3) ORDER BY due_ms LIMIT $2 FOR UPDATE SKIP LOCKED) due
             WHERE f.partition = due.partition AND f.user_id = due.user_id AND f.subject = due.subject
             RETURNING f.partition, f.user_id AS "userId", f.subject, f.position`,
      values: [claim.claimMs, claim.limit, claim.subjects],
    });
  }

  /** Lets it be due in so long: moves a claim, or sets the time of the next attempt. */
  async postpone(db: Tx, fanOut: FanOut, forMs: number): Promise<void> {
    await db.query({
      name: 'client-api.fan-out-postpone',
      text: `UPDATE client_api.fan_outs SET due_ms = ${NOW} + $4
             WHERE partition = $1 AND user_id = $2 AND subject = $3`,
      values: [fanOut.partition, fanOut.userId, fanOut.subject, forMs],
    });
  }

  /** Ends a fan-out; one that was asked for again meanwhile becomes due at once. */
  async finish(tx: Tx, fanOut: FanOut): Promise<void> {
    const values = [fanOut.partition, fanOut.userId, fanOut.subject, fanOut.position];
    await tx.query({
      name: 'client-api.fan-out-finish',
      text: `DELETE FROM client_api.fan_outs WHERE partition = $1 AND user_id = $2 AND subject = $3 AND position = $4`,
      values,
    });
    await tx.query({
      name: 'client-api.fan-out-again',
      text: `UPDATE client_api.fan_outs SET due_ms = 0
             WHERE partition = $1 AND user_id = $2 AND subject = $3 AND position > $4`,
      values,
    });
  }
}
