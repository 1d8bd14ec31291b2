import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { WrongOwnerError } from '@chappe/grpc';
import { CLOCK, type Clock } from '@chappe/runtime';
import { roomSection, type RoomConfig } from '../room.config.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { LeaseStore } from './lease.store.js';
import { PartitionLease } from './partition-lease.js';
import { RoomReplicas } from './room-replicas.js';

/** A lease is renewed this many times within its duration. */
const RENEWALS_PER_LEASE = 3;
/** Our clock stops a lease this much before the database's would. */
const SAFETY_MARGIN_MS = 500;
const PARTITIONS_MAX = 32_767;

/** Told about the partitions owned here, sorted, after every change. */
export type OwnedListener = (owned: readonly number[]) => void;

/**
 * The room partitions that this process owns. Unless it is the only one, it stops using them, by its own clock, before
 * the database would give them away. The epoch makes a late owner harmless all the same.
 */
@Injectable()
export class PartitionLeases {
  readonly #leases = new Map<number, PartitionLease>();
  /** Ours still, but about to be given back: for what is under way only. */
  readonly #withheld = new Set<number>();
  #retired = false;
  #listener: OwnedListener = () => undefined;

  constructor(
    private readonly store: LeaseStore,
    private readonly replicas: RoomReplicas,
    private readonly telemetry: RoomTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(configOf(roomSection)) private readonly config: RoomConfig,
  ) {}

  /** How long a lease lasts without renewal. */
  get durationMs(): number {
    return this.config.leaseDurationMs;
  }

  /** How often {@link renew} shall be called. */
  get renewalPeriodMs(): number {
    return this.config.leaseDurationMs / RENEWALS_PER_LEASE;
  }

  /** Whether this is the only process on the database, so that whoever holds partitions is gone. */
  get isSoleOwner(): boolean {
    return this.config.takeOverLeases;
  }

  /**
   * The lease of a partition.
   * @throws WrongOwnerError with the owner's address as far as it is known; without one while the partition is on its
   *   way between owners, or when our lease may have run out
   */
  get(partition: number): PartitionLease {
    const lease = this.#usable(partition);
    if (!lease) throw new WrongOwnerError(this.replicas.addressOf(partition));
    return lease;
  }

  /** Whether {@link get} would give the lease. */
  has(partition: number): boolean {
    return this.#usable(partition) !== undefined;
  }

  /** Whether there is a partition that {@link get} would give the lease of. */
  get hasAny(): boolean {
    return [...this.#leases.keys()].some((partition) => this.has(partition));
  }

  /** Partitions owned here, sorted. */
  owned(): number[] {
    return [...this.#leases.keys()].sort((a, b) => a - b);
  }

  /** Names the one who is told when the owned partitions change. */
  onChange(listener: OwnedListener): void {
    this.#listener = listener;
  }

  /** Takes up to `limit` free partitions. */
  async takeFree(limit: number): Promise<void> {
    await this.#acquire({ limit, force: false });
  }

  /** Takes every partition, whoever holds it. */
  async takeAll(): Promise<void> {
    await this.#acquire({ limit: PARTITIONS_MAX, force: true });
  }

  /** Prolongs every lease; those that went to another owner are dropped. */
  async renew(): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    for (const lease of this.#leases.values()) {
      if (!lease.valid) await this.recover(lease);
    }
    const held = [...this.#leases.values()];
    const renewed = new Set(await this.store.renew(this.replicas.own, held, this.config.leaseDurationMs));
    for (const { partition, epoch } of held) {
      const now = this.#leases.get(partition);
      if (renewed.has(partition) && now?.epoch === epoch) now.prolong(this.#usableUntilMs(startedMs));
    }
    this.#lose(held.filter((lease) => !renewed.has(lease.partition)));
  }

  /**
   * After a failed commit: everything built on the lease is void. Reads what is committed and goes on from there, or
   * gives the partition up when it is no longer ours.
   */
  async recover(failed: PartitionLease): Promise<void> {
    failed.invalidate();
    const { partition, epoch } = failed;
    const current = await this.store.reread(this.replicas.own, { partition, epoch });
    if (this.#leases.get(partition) !== failed) return;
    if (current) this.#leases.set(partition, new PartitionLease(current, failed.usableUntilMs));
    else this.#lose([failed]);
  }

  /**
   * The database may have gone back: nothing that was built on these leases can be committed any more.
   * @returns the leases, to be {@link recover}ed
   */
  invalidateAll(): PartitionLease[] {
    const leases = [...this.#leases.values()];
    for (const lease of leases) lease.invalidate();
    return leases;
  }

  /**
   * From now on the leases of `count` partitions are not given out: what is under way there comes to an end.
   * @returns those partitions, to be {@link giveBack given back}
   */
  withhold(count: number): number[] {
    const partitions = this.owned().slice(-count);
    for (const partition of partitions) this.#withheld.add(partition);
    return partitions;
  }

  /** From now on no lease is given out, for good. */
  retire(): void {
    this.#retired = true;
  }

  /** Hands partitions over. When the database is away they run out by themselves. */
  async giveBack(partitions: readonly number[]): Promise<void> {
    for (const partition of partitions) this.#drop(partition);
    this.#changed();
    try {
      if (partitions.length > 0) await this.store.release(this.replicas.own, partitions);
    } catch (error) {
      this.telemetry.leaseReleaseFailed(error);
    }
  }

  #usable(partition: number): PartitionLease | undefined {
    const lease = this.#leases.get(partition);
    if (!lease?.valid || this.#retired || this.#withheld.has(partition)) return undefined;
    return this.clock.monotonicMs() < lease.usableUntilMs ? lease : undefined;
  }

  async #acquire({ limit, force }: { limit: number; force: boolean }): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const { leaseDurationMs: durationMs } = this.config;
    const acquired = await this.store.acquire(this.replicas.own, { durationMs, limit, force, held: this.owned() });
    if (acquired.length === 0) return;
    for (const lease of acquired) {
      this.#leases.set(lease.partition, new PartitionLease(lease, this.#usableUntilMs(startedMs)));
    }
    this.telemetry.leasesAcquired(acquired.map((lease) => lease.partition).sort((a, b) => a - b));
    this.#changed();
  }

  /** Nobody takes partitions from a sole owner, so a slow database is no reason to refuse what it asks for. */
  #usableUntilMs(startedMs: number): number {
    if (this.isSoleOwner) return Infinity;
    return startedMs + this.config.leaseDurationMs - SAFETY_MARGIN_MS;
  }

  /** What was taken again meanwhile stays. */
  #lose(lost: readonly PartitionLease[]): void {
    const gone = lost.filter(({ partition, epoch }) => this.#leases.get(partition)?.epoch === epoch);
    if (gone.length === 0) return;
    for (const { partition } of gone) this.#drop(partition);
    this.telemetry.leasesLost(gone.map((lease) => lease.partition));
    this.#changed();
  }

  #drop(partition: number): void {
    this.#leases.get(partition)?.invalidate();
    this.#leases.delete(partition);
    this.#withheld.delete(partition);
  }

  #changed(): void {
    this.telemetry.leasesHeld(this.#leases.size);
    this.#listener(this.owned());
  }
}
