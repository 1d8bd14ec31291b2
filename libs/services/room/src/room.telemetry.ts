import { Inject, Injectable, Module } from '@nestjs/common';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { LogEntry } from '@chappe/contracts';
import { endSpan, LOGGER, METRICS, TRACING, type Logger, type Span, type Tracing } from '@chappe/telemetry';
import type { RoomWrite } from './commit/room-write.js';

/** A write on its way, and its span when it is traced. */
interface TracedWrite {
  readonly write: RoomWrite;
  readonly span: Span | undefined;
}

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
    @Inject(TRACING) private readonly tracing: Tracing,
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

  /** The span of a write that was queued in the name of a request; undefined when that is not traced. */
  writeQueued({ lease, entries, events }: RoomWrite): Span | undefined {
    if (!this.tracing.active) return undefined;
    return this.tracing.startSpan('room write', {
      attributes: {
        'room.partition': lease.partition,
        'matrix.room_id': entries[0]?.key ?? '',
        'matrix.event_id': events?.map(({ eventId }) => eventId) ?? [],
      },
    });
  }

  endWithWrite(span: Span, durable: Promise<void>): void {
    durable.then(
      () => endSpan(span),
      (error: unknown) => endSpan(span, error),
    );
  }

  /**
   * One span for a group commit. It is part of the trace of the first write that is traced, and linked with the others:
   * they name it, it names them.
   */
  commitStarted(writes: readonly TracedWrite[]): Span | undefined {
    if (!this.tracing.isOn) return undefined;
    const [parent, ...links] = writes.flatMap(({ span }) => span ?? []);
    const attributes = { 'room.commit.writes': writes.length };
    const commit = parent && this.tracing.startSpan('room group commit', { parent, links, attributes });
    if (commit) for (const span of links) span.addLink({ context: commit.spanContext() });
    return commit;
  }

  /** The entries of a write as they are announced: followers add to the trace that they come from. */
  traced({ write, span }: TracedWrite): readonly LogEntry[] {
    if (!span) return write.entries;
    const trace = this.tracing.contextOf(span);
    return write.entries.map((entry) => ({ ...entry, trace }));
  }

  committed(writes: number, durationMs: number, span?: Span): void {
    span?.end();
    this.#commits.observe(durationMs / 1000);
    this.#commitWrites.observe(writes);
  }

  commitFailed(error: unknown, span?: Span): void {
    if (span) endSpan(span, error);
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

  memberNotDeactivated(where: { readonly roomId: string; readonly userId: string }, error: unknown): void {
    this.logger.warn({ err: error, ...where }, 'a deactivated user cannot leave a room now, trying again');
  }

  headLoaded(): void {
    this.#headLoads.inc();
  }
}

/** Lets every chapter report. */
@Module({ providers: [RoomTelemetry], exports: [RoomTelemetry] })
export class RoomTelemetryModule {}
