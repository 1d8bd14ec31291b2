import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';

/** A partition and the epoch in which it is owned. */
export interface HeldLease {
  readonly partition: number;
  readonly epoch: number;
}

export interface AcquiredLease extends HeldLease {
  readonly position: number;
}

/** The lease columns of `room.partitions`. Times are the database's. */
@Injectable()
export class LeaseStore {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Takes every partition that nobody holds, whose lease has run out, or, with `force`, that anybody holds. Each taken
   * partition gets a new epoch, so that a former owner can commit nothing more.
   */
  async acquire(
    holder: string,
    options: { durationMs: number; limit: number; force: boolean },
  ): Promise<AcquiredLease[]> {
    return this.postgres.query<AcquiredLease>({
      text: `UPDATE room.partitions p
             SET epoch = epoch + 1, holder = $1, lease_expires_at = now() + make_interval(secs => $2::float8 / 1000)
             FROM (SELECT partition FROM room.partitions
                   WHERE $4::boolean OR holder IS NULL OR lease_expires_at < now()
                   ORDER BY partition LIMIT $3 FOR UPDATE SKIP LOCKED) free
             WHERE p.partition = free.partition
             RETURNING p.partition, p.epoch, p.position`,
      values: [holder, options.durationMs, options.limit, options.force],
    });
  }

  /**
   * Prolongs leases that are still this holder's, and returns their partitions. Each in a statement of its own: one for
   * all of them would lock their rows in another order than a commit does, and one of the two could fail in a deadlock.
   */
  async renew(holder: string, leases: readonly HeldLease[], durationMs: number): Promise<number[]> {
    const renewed: number[] = [];
    for (const { partition, epoch } of leases) {
      const rows = await this.postgres.query({
        name: 'room-lease-renew',
        text: `UPDATE room.partitions SET lease_expires_at = now() + make_interval(secs => $4::float8 / 1000)
               WHERE partition = $2 AND epoch = $3 AND holder = $1 RETURNING partition`,
        values: [holder, partition, epoch, durationMs],
      });
      if (rows.length > 0) renewed.push(partition);
    }
    return renewed;
  }

  /** Gives leases back, so that another owner need not wait for them to run out. */
  async release(holder: string, partitions: readonly number[]): Promise<void> {
    await this.postgres.query({
      name: 'room-lease-release',
      text: `UPDATE room.partitions SET holder = NULL, lease_expires_at = '-infinity', epoch = epoch + 1
             WHERE holder = $1 AND partition = ANY ($2::smallint[])`,
      values: [holder, partitions],
    });
  }

  /** Epoch and position of one partition as committed, if this holder still owns it. */
  async reread(holder: string, lease: HeldLease): Promise<AcquiredLease | undefined> {
    const [row] = await this.postgres.query<AcquiredLease>({
      text: `SELECT partition, epoch, position FROM room.partitions
             WHERE partition = $2 AND holder = $1 AND epoch = $3`,
      values: [holder, lease.partition, lease.epoch],
    });
    return row;
  }
}
