import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { MatrixError } from '@chappe/matrix-api';
import { CLOCK, RANDOMNESS, type Clock, type Randomness } from '@chappe/runtime';
import { roomSection, type RoomConfig } from '../room.config.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { LeaseStore, type AcquiredLease } from './lease.store.js';
import { PartitionLease } from './partition-lease.js';

/** A lease is renewed this many times within its duration. */
const RENEWALS_PER_LEASE = 3;
/** Our clock stops a lease this much before the database's would. */
const SAFETY_MARGIN_MS = 500;
const PARTITIONS_MAX = 32_767;

/**
 * The room partitions that this process owns. It takes free ones, renews its own well before they run out, and by its own clock
 * stops using them before the database would give them away. The epoch makes a late owner harmless all the same.
 */
@Injectable()
export class PartitionLeases {
  readonly holder: string;
  readonly #leases = new Map<number, PartitionLease>();
  #usableUntilMs = 0;
  #stopRenewing: (() => void) | undefined;
  #renewing: Promise<void> = Promise.resolve();

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
      this.#renewing = this.#renew();
    });
  }

  /** Hands every partition over. Nothing may be under way any more. */
  async release(): Promise<void> {
    this.#stopRenewing?.();
    await this.#renewing;
    await this.store.release(this.holder, [...this.#leases.keys()]);
    for (const lease of this.#leases.values()) lease.invalidate();
    this.#leases.clear();
  }

  /** The lease of a partition. Throws a retryable error when another process owns it, or when ours may have run out. */
  get(partition: number): PartitionLease {
    const lease = this.#leases.get(partition);
    if (!lease?.valid || this.clock.monotonicMs() >= this.#usableUntilMs) {
      throw MatrixError.unavailable('The room is changing its owner');
    }
    return lease;
  }

  /** Partitions owned here. */
  owned(): number[] {
    return [...this.#leases.keys()].sort((a, b) => a - b);
  }

  /**
   * After a failed commit: everything built on the lease is void. Reads what is committed and goes on from there, or gives the
   * partition up when it is no longer ours.
   */
  async recover(failed: PartitionLease): Promise<void> {
    failed.invalidate();
    const { partition, epoch } = failed;
    const current = await this.store.reread(this.holder, { partition, epoch, position: 0 });
    if (this.#leases.get(partition) !== failed) return;
    if (current) this.#leases.set(partition, new PartitionLease(current));
    else this.#lose([partition]);
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
      const held: AcquiredLease[] = [...this.#leases.values()].map(({ partition, epoch, position }) => ({
        partition,
        epoch,
        position,
      }));
      for (const lease of this.#leases.values()) {
        if (!lease.valid) await this.recover(lease);
      }
      const renewed = new Set(await this.store.renew(this.holder, held, this.config.leaseDurationMs));
      this.#lose(held.map((lease) => lease.partition).filter((partition) => !renewed.has(partition)));
      this.#extend(startedMs);
      await this.#acquire(false);
    } catch (error) {
      this.telemetry.leaseRenewalFailed(error);
    }
  }

  #extend(startedMs: number): void {
    this.#usableUntilMs = startedMs + this.config.leaseDurationMs - SAFETY_MARGIN_MS;
  }

  #lose(partitions: readonly number[]): void {
    if (partitions.length === 0) return;
    for (const partition of partitions) {
      this.#leases.get(partition)?.invalidate();
      this.#leases.delete(partition);
    }
    this.telemetry.leasesLost(partitions);
    this.telemetry.leasesHeld(this.#leases.size);
  }
}
