import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, RANDOMNESS, type Clock, type Randomness } from '@chappe/runtime';
import { roomSection, type RoomConfig } from '../room.config.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { LeaseStore } from './lease.store.js';
import { PartitionLease } from './partition-lease.js';

/** A lease is renewed this many times within its duration. */
const RENEWALS_PER_LEASE = 3;
/** Our clock stops a lease this much before the database's would. */
const SAFETY_MARGIN_MS = 500;
const PARTITIONS_MAX = 32_767;

/**
 * The room partitions that this process owns. It takes free ones, renews its own well before they run out, and by its
 * own clock stops using them before the database would give them away. The epoch makes a late owner harmless all the
 * same.
 */
@Injectable()
export class PartitionLeases {
  readonly holder: string;
  readonly #leases = new Map<number, PartitionLease>();
  #usableUntilMs = 0;
  #stopRenewing: (() => void) | undefined;
  #renewing: Promise<void> | undefined;
  #retired = false;

  constructor(
    private readonly store: LeaseStore,
    private readonly telemetry: RoomTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(RANDOMNESS) randomness: Randomness,
    @Inject(configOf(roomSection)) private readonly config: RoomConfig,
  ) {
    this.holder = `room-${randomness.token(16)}`;
  }

  /** Takes what is free (or everything, as configured) and keeps it. */
  async start(): Promise<void> {
    await this.#acquire(this.config.takeOverLeases);
    const periodMs = this.config.leaseDurationMs / RENEWALS_PER_LEASE;
    this.#stopRenewing = this.clock.every(periodMs, () => {
      this.#renewing ??= this.#renew().finally(() => (this.#renewing = undefined));
    });
  }

  /** From now on no lease is given out: what is under way comes to an end. */
  retire(): void {
    this.#retired = true;
    this.#stopRenewing?.();
  }

  /** Hands every partition over, after {@link retire}. When the database is away they run out by themselves. */
  async release(): Promise<void> {
    await this.#renewing;
    const partitions = [...this.#leases.keys()];
    for (const lease of this.#leases.values()) lease.invalidate();
    this.#leases.clear();
    try {
      await this.store.release(this.holder, partitions);
    } catch (error) {
      this.telemetry.leaseReleaseFailed(error);
    }
  }

  /** The lease of a partition. Throws a retryable error when another process owns it, or when ours may have run out. */
  get(partition: number): PartitionLease {
    const lease = this.#leases.get(partition);
    if (!lease?.valid || this.#retired || this.clock.monotonicMs() >= this.#usableUntilMs) {
      throw MatrixError.unavailable('The room is changing its owner');
    }
    return lease;
  }

  /** Partitions owned here. */
  owned(): number[] {
    return [...this.#leases.keys()].sort((a, b) => a - b);
  }

  /**
   * After a failed commit: everything built on the lease is void. Reads what is committed and goes on from there, or
   * gives the partition up when it is no longer ours.
   */
  async recover(failed: PartitionLease): Promise<void> {
    failed.invalidate();
    const { partition, epoch } = failed;
    const current = await this.store.reread(this.holder, { partition, epoch });
    if (this.#leases.get(partition) !== failed) return;
    if (current) this.#leases.set(partition, new PartitionLease(current));
    else this.#lose([failed]);
  }

  async #acquire(force: boolean): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const options = { durationMs: this.config.leaseDurationMs, limit: PARTITIONS_MAX, force };
    const acquired = await this.store.acquire(this.holder, options);
    for (const lease of acquired) this.#leases.set(lease.partition, new PartitionLease(lease));
    if (acquired.length > 0) {
      this.telemetry.leasesAcquired(acquired.map((lease) => lease.partition).sort((a, b) => a - b));
      if (this.#usableUntilMs === 0) this.#extend(startedMs);
    }
    this.telemetry.leasesHeld(this.#leases.size);
  }

  async #renew(): Promise<void> {
    try {
      const startedMs = this.clock.monotonicMs();
      for (const lease of this.#leases.values()) {
        if (!lease.valid) await this.recover(lease);
      }
      const held = [...this.#leases.values()];
      const renewed = new Set(await this.store.renew(this.holder, held, this.config.leaseDurationMs));
      this.#lose(held.filter((lease) => !renewed.has(lease.partition)));
      this.#extend(startedMs);
      if (!this.#retired) await this.#acquire(false);
    } catch (error) {
      this.telemetry.leaseRenewalFailed(error);
    }
  }

  #extend(startedMs: number): void {
    this.#usableUntilMs = startedMs + this.config.leaseDurationMs - SAFETY_MARGIN_MS;
  }

  #lose(lost: readonly PartitionLease[]): void {
    if (lost.length === 0) return;
    for (const { partition } of lost) {
      this.#leases.get(partition)?.invalidate();
      this.#leases.delete(partition);
    }
    this.telemetry.leasesLost(lost.map((lease) => lease.partition));
    this.telemetry.leasesHeld(this.#leases.size);
  }
}
