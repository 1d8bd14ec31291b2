import type { LogEntry, Topic } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import type { EventLog } from '../event-log.js';
import type { KafkaCluster } from '../kafka/kafka-cluster.js';
import { toLogRecord, type KafkaRecordBytes } from '../kafka/log-record.js';

/** Below the topic's `max.message.bytes`, with an entry of the largest size (128 KiB) to spare. */
const BATCH_BYTES_MAX = 524_288;
/** What is published again when the topic is empty, for those who read it from the beginning. */
const EMPTY_TOPIC_ENTRIES = 10_000;
const BACKOFF_START_MS = 100;
const BACKOFF_MAX_MS = 5_000;
/** Name of the relay among the followers of the log. */
export const RELAY = 'relay';

/** What a relay needs. */
export interface RelayPorts {
  readonly cluster: Pick<KafkaCluster, 'published' | 'publisher' | 'topics'>;
  readonly eventLog: EventLog;
  readonly clock: Clock;
  readonly reports: RelayReports;
}

export interface RelayReports {
  /** Said at every failed try. */
  relayFailed(topic: Topic, partition: number, error: unknown): void;
  /** The broker answers and publishing begins, for the first time or again. */
  relayStarted(topic: Topic, partition: number): void;
}

/**
 * Publishes one partition of one log, in order and one batch after the other. When anything fails it forgets where it
 * was, learns from the broker what is published, and goes on from the table: nothing is kept in memory meanwhile.
 */
export class RelayLane {
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;

  constructor(
    private readonly topic: Topic,
    private readonly partition: number,
    private readonly ports: RelayPorts,
  ) {
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    await this.#done;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    let backoffMs = BACKOFF_START_MS;
    while (!signal.aborted) {
      try {
        const after = await this.#findStart();
        if (signal.aborted) return;
        this.ports.reports.relayStarted(this.topic, this.partition);
        backoffMs = BACKOFF_START_MS;
        await this.#publishAfter(after);
      } catch (error) {
        if (signal.aborted) return;
        this.ports.reports.relayFailed(this.topic, this.partition, error);
      }
      // Rejects only at the end, which the loop sees.
      await this.ports.clock.sleep(backoffMs, signal).catch(() => undefined);
      backoffMs = Math.min(backoffMs * 2, BACKOFF_MAX_MS);
    }
  }

  /** The position after which publishing goes on. */
  async #findStart(): Promise<number> {
    const { cluster, eventLog } = this.ports;
    const published = await cluster.published.last(this.topic, this.partition);
    const committed = (await eventLog.positions(this.topic))[this.partition] ?? 0;
    // More published than committed: the database is an older copy, and its positions are given out again.
    if (published !== undefined) return Math.min(published, committed);
    return Math.max(0, committed - EMPTY_TOPIC_ENTRIES);
  }

  /** Resolves when stopped. @throws when something could not be published */
  async #publishAfter(after: number): Promise<void> {
    const { topic, partition } = this;
    const { signal } = this.#stopping;
    let failure: { readonly error: unknown } | undefined;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const onEntries = async (entries: readonly LogEntry[]): Promise<void> => {
      // The follower is not stopped from within its own handler: what still comes is read again later.
      if (failure || signal.aborted) return;
      try {
        await this.#publish(entries);
      } catch (error) {
        failure = { error };
        end();
      }
    };
    signal.addEventListener('abort', end, { once: true });
    const followed = this.ports.eventLog.follow(topic, { partition, after, onEntries, name: RELAY });
    await ended;
    signal.removeEventListener('abort', end);
    await followed.stop();
    if (failure) throw failure.error;
  }

  async #publish(entries: readonly LogEntry[]): Promise<void> {
    const { publisher, topics } = this.ports.cluster;
    const name = topics.nameOf(this.topic);
    for (const records of inBatches(entries)) await publisher.publish(name, this.partition, records);
  }
}

/** Records in groups that the broker takes as one batch. */
export function* inBatches(entries: readonly LogEntry[]): Generator<KafkaRecordBytes[]> {
  let batch: KafkaRecordBytes[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const record = toLogRecord(entry);
    const recordBytes = record.key.length + record.value.length;
    if (batch.length > 0 && bytes + recordBytes > BATCH_BYTES_MAX) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(record);
    bytes += recordBytes;
  }
  if (batch.length > 0) yield batch;
}
