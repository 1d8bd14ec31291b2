import { Inject, Injectable, Module } from '@nestjs/common';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { LOGGER, METRICS, type Logger } from '@chappe/telemetry';

/** What the room service reports. */
@Injectable()
export class RoomTelemetry {
  readonly #commits: Histogram;
  readonly #commitWrites: Histogram;
  readonly #commitFailures: Counter;
  readonly #owned: Gauge;
  readonly #headLoads: Counter;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Registry,
  ) {
    const registers = [metrics];
    const buckets = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];
    this.#commits = new Histogram({ name: 'room_commit_duration_seconds', help: 'Group commits', buckets, registers });
    this.#commitWrites = new Histogram({
      name: 'room_commit_writes',
      help: 'Writes in a group commit',
      buckets: [1, 2, 4, 8, 16, 32, 64, 128, 256],
      registers,
    });
    this.#commitFailures = new Counter({ name: 'room_commit_failures_total', help: 'Failed group commits', registers });
    this.#owned = new Gauge({ name: 'room_partitions_owned', help: 'Room partitions owned here', registers });
    this.#headLoads = new Counter({
      name: 'room_head_loads_total',
      help: 'Room heads read from the tables',
      registers,
    });
  }

  committed(writes: number, durationMs: number): void {
    this.#commits.observe(durationMs / 1000);
    this.#commitWrites.observe(writes);
  }

  commitFailed(error: unknown): void {
    this.#commitFailures.inc();
    this.logger.error({ err: error }, 'a commit failed, what was built on it is discarded');
  }

  leasesHeld(count: number): void {
    this.#owned.set(count);
  }

  leasesAcquired(partitions: readonly number[]): void {
    this.logger.info({ partitions }, 'room partitions taken');
  }

  leasesLost(partitions: readonly number[]): void {
    this.logger.warn({ partitions }, 'room partitions lost to another owner');
  }

  /** Writes under way were finished first: how long the partitions had no owner who writes is at least this. */
  leasesHandedOver(partitions: readonly number[], durationMs: number): void {
    this.logger.info({ partitions, durationMs: Math.round(durationMs) }, 'room partitions given back');
  }

  ownershipUnknown(error: unknown): void {
    this.logger.warn({ err: error }, 'cannot see who owns the room partitions');
  }

  leaseSharingFailed(error: unknown): void {
    this.logger.debug({ err: error }, 'room partitions could not be shared');
  }

  leaseRenewalFailed(error: unknown): void {
    this.logger.warn({ err: error }, 'room partitions could not be renewed');
  }

  leaseReleaseFailed(error: unknown): void {
    this.logger.warn({ err: error }, 'room partitions could not be handed over, they will run out');
  }

  headLoaded(): void {
    this.#headLoads.inc();
  }
}

/** Lets every chapter report. */
@Module({ providers: [RoomTelemetry], exports: [RoomTelemetry] })
export class RoomTelemetryModule {}
