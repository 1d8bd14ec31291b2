import { Inject, Injectable } from '@nestjs/common';
import { configOf } from '@chappe/config';
import { CLOCK, OneAtATime, type Clock } from '@chappe/runtime';
import { roomSection, type RoomConfig } from '../room.config.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { LeaseStore } from './lease.store.js';
import type { Ownership } from './ownership.js';
import { ReplicaIdentity } from './replica-identity.js';

/** A wrong request makes us look for the owner; not more often than this. */
const LOOK_PERIOD_MIN_MS = 100;
/** A replica that was not heard of for this many leases is removed from the table. */
const LEASES_UNTIL_FORGOTTEN = 10;

/** The room replicas on this database: shows the others that this one is alive, and knows who owns what. */
@Injectable()
export class RoomReplicas {
  #ownership: Ownership = { holders: new Map(), replicas: new Map() };
  #lookedMs = -Infinity;
  readonly #looking = new OneAtATime(() => this.#look());
  #isInTheDark = false;
  #shownAddress: string | undefined;

  constructor(
    private readonly store: LeaseStore,
    private readonly identity: ReplicaIdentity,
    private readonly telemetry: RoomTelemetry,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(configOf(roomSection)) private readonly config: RoomConfig,
  ) {}

  /** Name of this replica; the holder of its leases. */
  get own(): string {
    return this.identity.name;
  }

  /** The others do not know yet under which address this replica can be asked. */
  get isAddressNew(): boolean {
    return this.identity.address !== this.#shownAddress;
  }

  /** Shows the others that this replica is alive, for the time of one lease. */
  async beat(): Promise<void> {
    const { address } = this.identity;
    const forgetAfterMs = LEASES_UNTIL_FORGOTTEN * this.config.leaseDurationMs;
    await this.store.beat({ replica: this.own, address, forgetAfterMs });
    this.#shownAddress = address;
  }

  /** Takes this replica out, so that the others take its share. */
  async leave(): Promise<void> {
    await this.store.forget(this.own, { others: false });
  }

  /** Takes all others out: they cannot be alive. */
  async beAlone(): Promise<void> {
    await this.store.forget(this.own, { others: true });
  }

  /** Asks the tables who owns what. While one question is under way its answer is everybody's. */
  look(): Promise<Ownership> {
    return this.#looking.run();
  }

  /**
   * Where to ask for a partition that is not owned here, as far as it is known. When the knowledge is not fresh it is
   * renewed for the next one who asks.
   */
  addressOf(partition: number): string | undefined {
    if (this.clock.monotonicMs() - this.#lookedMs >= LOOK_PERIOD_MIN_MS) void this.#lookQuietly();
    const holder = this.#ownership.holders.get(partition);
    if (holder === undefined || holder === this.own) return undefined;
    return this.#ownership.replicas.get(holder);
  }

  async #look(): Promise<Ownership> {
    this.#lookedMs = this.clock.monotonicMs();
    try {
      this.#ownership = await this.store.ownership(this.config.leaseDurationMs);
      this.#isInTheDark = false;
      return this.#ownership;
    } catch (error) {
      if (!this.#isInTheDark) this.telemetry.ownershipUnknown(error);
      this.#isInTheDark = true;
      throw error;
    }
  }

  /** A failure is reported; whoever asked is told what is known. */
  async #lookQuietly(): Promise<void> {
    await this.look().catch(() => undefined);
  }
}
