import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';

export interface AcquiredLease {
  readonly partition: number;
  readonly epoch: number;
  readonly position: number;
}

/** The lease columns of `room.partitions`. Times are the database's. */
@Injectable()
export class LeaseStore {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Takes every partition of the list that nobody holds, whose lease has run out, or, with `force`, that anybody holds. Each
   * taken partition gets a new epoch, so that a former owner can commit nothing more.
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

  /** Prolongs leases that are still this holder's, and returns their partitions. */
  async renew(holder: string, leases: readonly AcquiredLease[], durationMs: number): Promise<number[]> {
    const rows = await this.postgres.query<{ partition: number }>({
      name: 'room-lease-renew',
      text: `UPDATE room.partitions p SET lease_expires_at = now() + make_interval(secs => $4::float8 / 1000)
             FROM unnest($2::smallint[], $3::bigint[]) AS held(partition, epoch)
             WHERE p.partition = held.partition AND p.epoch = held.epoch AND p.holder = $1
             RETURNING p.partition`,
      values: [holder, leases.map((lease) => lease.partition), leases.map((lease) => lease.epoch), durationMs],
    });
    return rows.map((row) => row.partition);
  }

  /** Gives leases back, so that another owner need not wait for them to run out. */
  async release(holder: string, partitions: readonly number[]): Promise<void> {
    await this.postgres.query({
      text: `UPDATE room.partitions SET holder = NULL, lease_expires_at = '-infinity', epoch = epoch + 1
             WHERE holder = $1 AND partition = ANY ($2::smallint[])`,
      values: [holder, partitions],
    });
  }

  /** Epoch and position of one partition as committed, if this holder still owns it. */
  async reread(holder: string, lease: AcquiredLease): Promise<AcquiredLease | undefined> {
    const [row] = await this.postgres.query<AcquiredLease>({
      text: `SELECT partition, epoch, position FROM room.partitions
             WHERE partition = $2 AND holder = $1 AND epoch = $3`,
      values: [holder, lease.partition, lease.epoch],
    });
    return row;
  }
}
