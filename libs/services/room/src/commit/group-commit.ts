import { Inject, Injectable } from '@nestjs/common';
import { roomLog, type LogEntry } from '@chappe/contracts';
import { EVENT_LOG, type EventLog } from '@chappe/event-log';
import { WrongOwnerError } from '@chappe/grpc';
import { MatrixError } from '@chappe/matrix-api';
import { Batcher, type Batched, CLOCK, type Clock } from '@chappe/runtime';
import type { Span } from '@chappe/telemetry';
import { PartitionLeases } from '../partitions/partition-leases.js';
import type { PartitionLease } from '../partitions/partition-lease.js';
import { COMMIT_BYTES_MAX, COMMIT_QUEUE_MAX, COMMIT_WRITES_MAX } from '../room.limits.js';
import { RoomTelemetry } from '../room.telemetry.js';
import { CommitStore } from './commit.store.js';
import { isRefusal } from './is-refusal.js';
import type { RoomWrite } from './room-write.js';

interface QueuedWrite {
  readonly write: RoomWrite;
  /** From being queued to being durable; undefined: it is not traced. */
  readonly span: Span | undefined;
}

type Waiting = Batched<QueuedWrite>;

/**
 * Commits writes of all owned partitions together: while one commit is under way the next one gathers, so that everyone
 * who waits shares one fsync. Writes of a partition are committed in the order in which they were submitted.
 */
@Injectable()
export class GroupCommit {
  readonly #queue = new Batcher<QueuedWrite>({
    itemsMax: COMMIT_WRITES_MAX,
    bytesMax: COMMIT_BYTES_MAX,
    bytesOf: ({ write }) => write.entries.reduce((sum, entry) => sum + entry.payload.length, 0),
    // A redaction starts a batch: a statement does not see rows that it inserts.
    isFirst: ({ write }) => write.redactions !== undefined,
    work: (batch) => this.#commit(batch),
  });
  /** The last write of each partition, settled or not: writes of a partition are settled in order. */
  readonly #last = new Map<number, Promise<void>>();

  constructor(
    private readonly store: CommitStore,
    private readonly leases: PartitionLeases,
    private readonly telemetry: RoomTelemetry,
    @Inject(EVENT_LOG) private readonly eventLog: EventLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    eventLog.generations.onChange(() => {
      for (const lease of leases.invalidateAll()) void this.#recover(lease);
    });
  }

  /**
   * Queues a write. Resolves when it is durable, rejects with a WrongOwnerError when it was certainly not committed,
   * with another MatrixError 503 when nobody knows whether it was.
   * @param build takes the positions and changes the head; called at once, or not at all
   * @throws MatrixError 503, at once, when too many writes are waiting
   */
  submit(build: () => RoomWrite): Promise<void> {
    if (this.#queue.waiting >= COMMIT_QUEUE_MAX) throw MatrixError.unavailable('Too many writes are waiting');
    const write = build();
    const span = this.telemetry.writeQueued(write);
    const durable = this.#queue.add({ write, span });
    this.#last.set(write.lease.partition, durable);
    if (span) this.telemetry.endWithWrite(span, durable);
    return durable;
  }

  /** Resolves when nothing is queued or under way. */
  drained(): Promise<void> {
    return this.#queue.drained();
  }

  /** Resolves when nothing of these partitions is queued or under way. */
  async drainedIn(partitions: readonly number[]): Promise<void> {
    await Promise.all(partitions.map((partition) => this.#drainedIn(partition)));
  }

  async #drainedIn(partition: number): Promise<void> {
    let awaited: Promise<void> | undefined;
    for (let last = this.#last.get(partition); last !== awaited; last = this.#last.get(partition)) {
      awaited = last;
      await last?.catch(() => undefined); // whoever submitted it is told
    }
  }

  async #commit(batch: readonly Waiting[]): Promise<void> {
    const valid = batch.filter(({ item }) => item.write.lease.valid);
    for (const { item, reject } of batch) if (!item.write.lease.valid) reject(new WrongOwnerError(undefined));
    if (valid.length === 0) return;
    const startedMs = this.clock.monotonicMs();
    const writes = valid.map(({ item }) => item);
    const span = this.telemetry.commitStarted(writes);
    try {
      const committed = await this.store.commit(writes.map(({ write }) => write));
      this.telemetry.committed(valid.length, this.clock.monotonicMs() - startedMs, span);
      this.#settle(valid, committed);
    } catch (error) {
      this.telemetry.commitFailed(error, span);
      if (valid.length > 1 && isRefusal(error)) await this.#commitHalves(valid);
      else this.#fail(valid, () => notCommitted(error));
    }
  }

  /** One write must not fail the others of its batch: it is found by halving. What stands on it fails with it. */
  async #commitHalves(batch: readonly Waiting[]): Promise<void> {
    const middle = batch.length >> 1;
    await this.#commit(batch.slice(0, middle));
    await this.#commit(batch.slice(middle));
  }

  #settle(batch: readonly Waiting[], committed: ReadonlySet<number>): void {
    const entries: LogEntry[] = [];
    const lost: Waiting[] = [];
    for (const waiting of batch) {
      if (!committed.has(waiting.item.write.lease.partition)) {
        lost.push(waiting);
        continue;
      }
      for (const entry of this.telemetry.traced(waiting.item)) entries.push(entry);
      waiting.resolve();
    }
    this.eventLog.announce(roomLog, entries);
    // The fence says so: of these nothing was written.
    if (lost.length > 0) this.#fail(lost, () => new WrongOwnerError(undefined));
  }

  #fail(batch: readonly Waiting[], reason: () => MatrixError): void {
    const failed = new Set<PartitionLease>();
    for (const { item, reject } of batch) {
      failed.add(item.write.lease);
      item.write.lease.invalidate();
      reject(reason());
    }
    for (const lease of failed) void this.#recover(lease);
  }

  /** Goes on from what is committed. A database that is away is asked again when the leases are renewed. */
  async #recover(lease: PartitionLease): Promise<void> {
    try {
      await this.leases.recover(lease);
    } catch (error) {
      this.telemetry.leaseRenewalFailed(error);
    }
  }
}

function notCommitted(cause: unknown): MatrixError {
  return MatrixError.unavailable('The room could not be written, try again', cause);
}
