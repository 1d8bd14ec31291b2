import { Injectable } from '@nestjs/common';
import { Postgres } from '@chappe/postgres';
import type { Ownership } from './ownership.js';

/** A partition that somebody owns, as the database has it. */
export interface LeaseRow {
  readonly partition: number;
  /** Of this owner: the next one gets a new one. */
  readonly epoch: number;
  /** Last position that is committed. */
  readonly position: number;
}

/** What names a lease: its partition in one epoch. */
type LeaseName = Pick<LeaseRow, 'partition' | 'epoch'>;

/** A replica that shows that it is alive. */
export interface Heartbeat {
  readonly replica: string;
  readonly address: string | undefined;
  /** Others that were not heard of for this long are removed. */
  readonly forgetAfterMs: number;
}

interface OwnershipRow {
  readonly partition: number | null;
  readonly holder: string | null;
  readonly free: boolean | null;
  readonly replica: string | null;
  readonly address: string | null;
  readonly live: boolean | null;
}

/** What waits for no lock is answered at once by a server that is there. */
const PATIENCE_MS = 3_000;

/**
 * The lease columns of `room.partitions`, and `room.replicas`. Times are the database's. Everything goes over reserved
 * connections: reads that take all the others must not cost the leases.
 */
@Injectable()
export class LeaseStore {
  constructor(private readonly postgres: Postgres) {}

  /**
   * Takes partitions that nobody holds or whose lease has run out, or, with `force`, that anybody holds. Each taken
   * partition gets a new epoch, so that a former owner can commit nothing more.
   * @param options `held`: partitions of this holder, which stay as they are
   */
  async acquire(
    holder: string,
    options: { durationMs: number; limit: number; force: boolean; held: readonly number[] },
  ): Promise<LeaseRow[]> {
    return this.postgres.reserved.query<LeaseRow>({
      name: 'room-lease-acquire',
      text: `UPDATE room.partitions p
             SET epoch = epoch + 1, holder = $1, lease_expires_at = now() + make_interval(secs => $2::float8 / 1000)
             FROM (SELECT partition FROM room.partitions
                   WHERE ($4::boolean OR holder IS NULL OR lease_expires_at < now())
                     AND partition <> ALL ($5::smallint[])
                   ORDER BY partition LIMIT $3 FOR UPDATE SKIP LOCKED) free
             WHERE p.partition = free.partition
             RETURNING p.partition, p.epoch, p.position`,
      values: [holder, options.durationMs, options.limit, options.force, options.held],
    });
  }

  /**
   * Prolongs leases that are still this holder's, and returns their partitions. All at once but those whose rows a
   * commit has locked: one statement that waits for several rows could lock them in another order than a commit does,
   * and end in a deadlock.
   */
  async renew(holder: string, leases: readonly LeaseName[], durationMs: number): Promise<number[]> {
    if (leases.length === 0) return [];
    const rows = await this.postgres.reserved.query<{ partition: number }>({
      name: 'room-lease-renew',
      text: `UPDATE room.partitions p SET lease_expires_at = now() + make_interval(secs => $4::float8 / 1000)
             FROM (SELECT own.partition FROM room.partitions own
                   JOIN unnest($2::smallint[], $3::bigint[]) AS l(partition, epoch) USING (partition, epoch)
                   WHERE own.holder = $1 FOR UPDATE OF own SKIP LOCKED) free
             WHERE p.partition = free.partition RETURNING p.partition`,
      values: [holder, leases.map((lease) => lease.partition), leases.map((lease) => lease.epoch), durationMs],
    });
    const renewed = new Set(rows.map((row) => row.partition));
    for (const lease of leases) {
      if (renewed.has(lease.partition)) continue;
      if (await this.#renewOne(holder, lease, durationMs)) renewed.add(lease.partition);
    }
    return [...renewed].sort((a, b) => a - b);
  }

  /** Gives leases back, so that another owner need not wait for them to run out. */
  async release(holder: string, partitions: readonly number[]): Promise<void> {
    await this.postgres.reserved.query({
      name: 'room-lease-release',
      text: `UPDATE room.partitions SET holder = NULL, lease_expires_at = '-infinity', epoch = epoch + 1
             WHERE holder = $1 AND partition = ANY ($2::smallint[])`,
      values: [holder, partitions],
    });
  }

  /** Epoch and position of one partition as committed, if this holder still owns it. */
  async reread(holder: string, lease: LeaseName): Promise<LeaseRow | undefined> {
    const [row] = await this.postgres.reserved.query<LeaseRow>({
      name: 'room-lease-reread',
      text: `SELECT partition, epoch, position FROM room.partitions
             WHERE partition = $2 AND holder = $1 AND epoch = $3`,
      values: [holder, lease.partition, lease.epoch],
    });
    return row;
  }

  /** A sign of life; removes those that have given none for long. */
  async beat({ replica, address, forgetAfterMs }: Heartbeat): Promise<void> {
    await this.postgres.reserved.query({
      name: 'room-replica-beat',
      text: `WITH forgotten AS (
               DELETE FROM room.replicas
               WHERE replica <> $1 AND seen_at < now() - make_interval(secs => $3::float8 / 1000)
             )
             INSERT INTO room.replicas (replica, address, seen_at) VALUES ($1, $2, now())
             ON CONFLICT (replica) DO UPDATE SET address = excluded.address, seen_at = excluded.seen_at`,
      values: [replica, address, forgetAfterMs],
      patienceMs: PATIENCE_MS,
    });
  }

  /** Removes a replica; with `others`, all but it. */
  async forget(replica: string, { others }: { others: boolean }): Promise<void> {
    await this.postgres.reserved.query({
      name: 'room-replica-forget',
      text: `DELETE FROM room.replicas WHERE (replica = $1) <> $2::boolean`,
      values: [replica, others],
    });
  }

  async #renewOne(holder: string, { partition, epoch }: LeaseName, durationMs: number): Promise<boolean> {
    const rows = await this.postgres.reserved.query({
      name: 'room-lease-renew-one',
      text: `UPDATE room.partitions SET lease_expires_at = now() + make_interval(secs => $4::float8 / 1000)
             WHERE partition = $2 AND epoch = $3 AND holder = $1 RETURNING partition`,
      values: [holder, partition, epoch, durationMs],
    });
    return rows.length > 0;
  }

  /** Who holds what, and who was heard of within `liveMs`. */
  async ownership(liveMs: number): Promise<Ownership> {
    const rows = await this.postgres.reserved.query<OwnershipRow>({
      name: 'room-lease-ownership',
      text: `SELECT p.partition, p.holder, p.holder IS NULL OR p.lease_expires_at < now() AS free,
               r.replica, r.address, r.seen_at > now() - make_interval(secs => $1::float8 / 1000) AS live
             FROM room.partitions p FULL JOIN room.replicas r ON r.replica = p.holder`,
      values: [liveMs],
      patienceMs: PATIENCE_MS,
    });
    return toOwnership(rows);
  }
}

function toOwnership(rows: readonly OwnershipRow[]): Ownership {
  const holders = new Map<number, string | undefined>();
  const replicas = new Map<string, string | undefined>();
  for (const { partition, holder, free, replica, address, live } of rows) {
    if (partition !== null) holders.set(partition, free ? undefined : (holder ?? undefined));
    if (replica !== null && live) replicas.set(replica, address ?? undefined);
  }
  return { holders, replicas };
}
