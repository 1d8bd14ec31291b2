import { Inject, Injectable } from '@nestjs/common';
import { atMost, CLOCK, OneAtATime, type Clock } from '@chappe/runtime';
import { GroupCommit } from '../commit/group-commit.js';
import type { Ownership } from '../partitions/ownership.js';
import { PartitionLeases } from '../partitions/partition-leases.js';
import { RoomReplicas } from '../partitions/room-replicas.js';
import { shareOf } from './share-of.js';
import { RoomTelemetry } from '../room.telemetry.js';

/** How often a replica looks for partitions that are free, or that others lack. */
const SHARE_PERIOD_MS = 250;
/**
 * Partitions that stay free for this long, or this part of a lease if that is longer, are taken by whoever sees them:
 * the replica whose share they are has died, but still counts as alive.
 */
const NEGLECTED_MS_MIN = 750;
const NEGLECTED_LEASES = 0.25;
/** How long nothing is handed over then, in lease times: until the dead replica does not count any more. */
const KEEP_LEASES = 1.5;
/** How long the end may take; less than the phases of a shutdown. What is not released then runs out by itself. */
const END_MS_MAX = 1_500;
/** Partitions that are handed over together while the others go on. */
const HANDOVER_PARTITIONS_MAX = 8;

/**
 * Shares the room partitions with the other replicas: takes free ones up to its share, hands over what it has beyond it
 * to a replica that lacks some, keeps the rest by renewing, and gives all of them back at the end.
 */
@Injectable()
export class PartitionSharing {
  readonly #renewing = new OneAtATime(() => this.#renew());
  readonly #sharing = new OneAtATime(() => this.#share());
  #stopTimers: (() => void)[] = [];
  /** Since when every look has found free partitions. */
  #freeSinceMs: number | undefined;
  #keepUntilMs = 0;

  constructor(
    private readonly leases: PartitionLeases,
    private readonly replicas: RoomReplicas,
    private readonly commits: GroupCommit,
    private readonly telemetry: RoomTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes what is free (or everything, as configured), and from now on its share. */
  async start(): Promise<void> {
    if (this.leases.isSoleOwner) {
      await this.replicas.beAlone();
      await this.leases.takeAll();
    }
    await this.replicas.beat();
    await this.#adjust();
    this.#stopTimers = [
      this.clock.every(this.leases.renewalPeriodMs, () => void this.#renewing.run()),
      this.clock.every(SHARE_PERIOD_MS, () => void this.#sharing.run()),
    ];
  }

  /**
   * Gives everything back: writes that are under way are committed first, requests that come now have to go to the next
   * owner. Never rejects, and ends in time; what the database does not learn runs out by itself.
   */
  async end(): Promise<void> {
    for (const stop of this.#stopTimers) stop();
    this.leases.retire();
    await atMost(this.clock, END_MS_MAX, this.#finish());
  }

  async #finish(): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    await Promise.all([this.#renewing.idle(), this.#sharing.idle()]);
    await Promise.all([this.#leave(), this.commits.drained()]);
    const partitions = this.leases.owned();
    await this.leases.giveBack(partitions);
    this.telemetry.leasesHandedOver(partitions, this.clock.monotonicMs() - startedMs);
  }

  async #renew(): Promise<void> {
    try {
      await this.leases.renew();
      // Only after the leases: a replica that cannot keep them must not count as alive.
      await this.replicas.beat();
    } catch (error) {
      this.telemetry.leaseRenewalFailed(error);
    }
  }

  async #share(): Promise<void> {
    try {
      if (this.replicas.isAddressNew) await this.replicas.beat();
      await this.#adjust();
    } catch (error) {
      this.telemetry.leaseSharingFailed(error);
    }
  }

  async #adjust(): Promise<void> {
    const ownership = await this.replicas.look();
    const { take, give } = shareOf(ownership, this.replicas.own, this.leases.owned().length);
    const neglected = this.#neglected(ownership);
    if (take > 0 || neglected > 0) await this.leases.takeFree(Math.max(take, neglected));
    const isGiving = give > 0 && this.clock.monotonicMs() >= this.#keepUntilMs;
    if (isGiving) await this.#handOver(Math.min(give, HANDOVER_PARTITIONS_MAX));
  }

  /** Number of free partitions, when there have been some for too long. */
  #neglected({ holders }: Ownership): number {
    const free = [...holders.values()].filter((holder) => holder === undefined).length;
    const nowMs = this.clock.monotonicMs();
    this.#freeSinceMs = free === 0 ? undefined : (this.#freeSinceMs ?? nowMs);
    const { durationMs } = this.leases;
    const neglectedMs = Math.max(NEGLECTED_MS_MIN, NEGLECTED_LEASES * durationMs);
    if (this.#freeSinceMs === undefined || nowMs - this.#freeSinceMs < neglectedMs) return 0;
    this.#keepUntilMs = nowMs + KEEP_LEASES * durationMs;
    return free;
  }

  async #handOver(count: number): Promise<void> {
    const startedMs = this.clock.monotonicMs();
    const partitions = this.leases.withhold(count);
    await this.commits.drainedIn(partitions);
    await this.leases.giveBack(partitions);
    this.telemetry.leasesHandedOver(partitions, this.clock.monotonicMs() - startedMs);
  }

  async #leave(): Promise<void> {
    try {
      await this.replicas.leave();
    } catch (error) {
      this.telemetry.leaseReleaseFailed(error);
    }
  }
}
