import type { LogEntry, Topic } from '@chappe/contracts';
import { Backoff, unlessAborted, type Clock } from '@chappe/runtime';
import type { EventLog } from '../event-log.js';
import type { KafkaCluster } from '../kafka/kafka-cluster.js';
import { toLogRecord, type KafkaRecordBytes } from '../kafka/log-record.js';

/** Below the topic's `max.message.bytes`, with an entry of the largest size (128 KiB) to spare. */
const BATCH_BYTES_MAX = 524_288;
/** What is published again when the topic is empty, for those who read it from the beginning. */
const EMPTY_TOPIC_ENTRIES = 10_000;
const PAUSES = { firstMs: 100, maxMs: 5_000 };
/** How long a batch under way may take at the end. Longer, and the next owner publishes it again, which is no harm. */
const STOP_MS_MAX = 500;
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
  /** Something was published, or nothing is left to publish, for the first time or again. */
  relayStarted(topic: Topic, partition: number): void;
  /** It is not published here any more. */
  relayEnded(topic: Topic, partition: number): void;
}

/**
 * Publishes one partition of one log, in order and one batch after the other. When anything fails it forgets where it
 * was, learns from the broker what is published, and goes on from the table: nothing is kept in memory meanwhile.
 */
export class RelayLane {
  readonly #stopping = new AbortController();
  /** Aborted when the broker is not waited for any more. */
  readonly #leaving = new AbortController();
  readonly #done: Promise<void>;
  readonly #backoff: Backoff;
  #isWorking = false;

  constructor(
    private readonly topic: Topic,
    private readonly partition: number,
    private readonly ports: RelayPorts,
  ) {
    this.#backoff = new Backoff(ports.clock, PAUSES);
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    const cancel = this.ports.clock.after(STOP_MS_MAX, () => this.#leaving.abort(new Error('stopped')));
    await this.#done;
    cancel();
    this.ports.reports.relayEnded(this.topic, this.partition);
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      try {
        const { after, committed } = await unlessAborted(this.#findStart(), signal);
        if (after >= committed) this.#works();
        await this.#publishAfter(after);
      } catch (error) {
        if (signal.aborted) return;
        this.#isWorking = false;
        this.ports.reports.relayFailed(this.topic, this.partition, error);
      }
      // Rejects only at the end, which the loop sees.
      await this.#backoff.pause(signal).catch(() => undefined);
    }
  }

  /** A broker may say what it has and yet take nothing: only what is published proves that it works. */
  #works(): void {
    if (this.#isWorking) return;
    this.#isWorking = true;
    this.#backoff.reset();
    this.ports.reports.relayStarted(this.topic, this.partition);
  }

  /** The position after which publishing goes on, and the last one there is. */
  async #findStart(): Promise<{ readonly after: number; readonly committed: number }> {
    const { cluster, eventLog } = this.ports;
    const published = await cluster.published.last(this.topic, this.partition);
    const committed = (await eventLog.positions(this.topic))[this.partition] ?? 0;
    // More published than committed: not by us, and nothing to go by.
    const after = published === undefined ? committed - EMPTY_TOPIC_ENTRIES : Math.min(published, committed);
    return { after: Math.max(0, after), committed };
  }

  /** Resolves when stopped. @throws when something could not be published */
  async #publishAfter(after: number): Promise<void> {
    const { topic, partition } = this;
    const { signal } = this.#stopping;
    const { generations } = this.ports.eventLog;
    let failure: { readonly error: unknown } | undefined;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const onEntries = async (entries: readonly LogEntry[]): Promise<void> => {
      // The follower is not stopped from within its own handler: what still comes is read again later.
      if (failure || signal.aborted) return;
      try {
        await unlessAborted(this.#publish(entries, generations.current), this.#leaving.signal);
        this.#works();
      } catch (error) {
        failure = { error };
        end();
      }
    };
    signal.addEventListener('abort', end, { once: true });
    const followed = this.ports.eventLog.follow(topic, { partition, after, onEntries, name: RELAY });
    // What it fails with is no failure of ours: what comes after the log went back is published from its end.
    await Promise.race([ended, followed.failed.catch(() => undefined)]);
    signal.removeEventListener('abort', end);
    await followed.stop();
    if (failure) throw failure.error;
  }

  async #publish(entries: readonly LogEntry[], generation: number): Promise<void> {
    const { publisher, topics } = this.ports.cluster;
    const name = topics.nameOf(this.topic);
    for (const records of inBatches(entries, generation)) await publisher.publish(name, this.partition, records);
  }
}

/** Records in groups that the broker takes as one batch. */
export function* inBatches(entries: readonly LogEntry[], generation: number): Generator<KafkaRecordBytes[]> {
  let batch: KafkaRecordBytes[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const record = toLogRecord(entry, generation);
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
