import { Consumer } from '@platformatic/kafka';
import { Backoff, unlessAborted, type Clock } from '@chappe/runtime';
import type { KafkaConnection } from './kafka-connection.js';
import type { AnyRecord } from './log-record.js';
import type { KafkaTopics, NamedTopic } from './kafka-topics.js';

/** How long the broker waits for records before it answers without any. */
const FETCH_WAIT_MS = 1_000;
const FETCH_BYTES_MAX = 8_388_608;
const FETCH_PARTITION_BYTES_MAX = 1_048_576;
const METADATA_AGE_MS_MAX = 60_000;
const PAUSES = { firstMs: 100, maxMs: 2_000 };
/** End of a partition, in requests for offsets. */
const LATEST = -1n;

/** A record without its place. */
export type TailRecord = AnyRecord;

/** Who is told what comes. */
export interface TailSink {
  /** Everything that is published from now on will come. */
  onPositioned(): void;
  onRecords(partition: number, records: readonly TailRecord[]): void;
  /** Nothing comes any more until {@link onPositioned}; what is published meanwhile never comes. */
  onInterrupted(error: unknown): void;
}

export interface TailPorts {
  readonly connection: KafkaConnection;
  readonly topics: KafkaTopics;
  readonly clock: Clock;
}

/**
 * Reads what is published to all partitions of a topic from now on, in no consumer group and without stored offsets.
 */
export class KafkaTail {
  readonly #stopping = new AbortController();
  readonly #done: Promise<void>;
  readonly #backoff: Backoff;
  #consumer: Consumer | undefined;

  constructor(
    private readonly topic: NamedTopic,
    private readonly sink: TailSink,
    private readonly ports: TailPorts,
  ) {
    this.#backoff = new Backoff(ports.clock, PAUSES);
    this.#done = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('stopped'));
    await this.#closeConsumer();
    await this.#done;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      try {
        await unlessAborted(this.#read(), this.#stopping.signal);
      } catch (error) {
        if (this.#stopping.signal.aborted) return;
        this.sink.onInterrupted(error);
      }
      await this.#closeConsumer();
      // Rejects only at the end, which the loop sees.
      await this.#backoff.pause(this.#stopping.signal).catch(() => undefined);
    }
  }

  /** Reads until something fails: then everything is set up anew, leaders and offsets may have changed. */
  async #read(): Promise<void> {
    const { topics, connection } = this.ports;
    await topics.ensure(this.topic);
    // Nobody would close what is opened after the end.
    this.#stopping.signal.throwIfAborted();
    const name = topics.nameOf(this.topic);
    const consumer = new Consumer({ ...connection, groupId: connection.clientId, metadataMaxAge: METADATA_AGE_MS_MAX });
    this.#consumer = consumer;
    consumer.topics.track(name);
    const known = (await consumer.metadata({ topics: [name], forceUpdate: true })).topics.get(name);
    const ends = (await consumer.listOffsets({ topics: [name], timestamp: LATEST })).get(name);
    if (!known || !ends) throw new Error(`the broker does not say where ${name} ends`);
    const byLeader = new Map<number, Map<number, bigint>>();
    for (const [partition, { leader }] of known.partitions.entries()) {
      const offsets = byLeader.get(leader) ?? new Map<number, bigint>();
      byLeader.set(leader, offsets.set(partition, ends[partition] ?? 0n));
    }
    this.sink.onPositioned();
    await Promise.all(
      [...byLeader].map(([node, offsets]) => this.#readFrom(consumer, { node, id: known.id, offsets })),
    );
  }

  async #readFrom(consumer: Consumer, from: Readable): Promise<void> {
    while (!this.#stopping.signal.aborted && this.#consumer === consumer) {
      const partitions = [...from.offsets].map(([partition, fetchOffset]) => ({
        partition,
        fetchOffset,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        partitionMaxBytes: FETCH_PARTITION_BYTES_MAX,
      }));
      const answer = await consumer.fetch({
        node: from.node,
        maxWaitTime: FETCH_WAIT_MS,
        minBytes: 1,
        maxBytes: FETCH_BYTES_MAX,
        topics: [{ topicId: from.id, partitions }],
      });
      // Not before: a broker may give its metadata and no records.
      this.#backoff.reset();
      this.#take(answer, from.offsets);
    }
  }

  #take(answer: FetchAnswer, offsets: Map<number, bigint>): void {
    for (const { partitions } of answer.responses) {
      for (const { partitionIndex, records } of partitions) {
        const first = offsets.get(partitionIndex) ?? 0n;
        const fresh: TailRecord[] = [];
        for (const batch of records ?? []) {
          // A batch is given whole, also when the wanted offset is in its middle.
          fresh.push(...batch.records.filter(({ offsetDelta }) => batch.firstOffset + BigInt(offsetDelta) >= first));
          offsets.set(partitionIndex, batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n);
        }
        if (fresh.length > 0) this.sink.onRecords(partitionIndex, fresh);
      }
    }
  }

  async #closeConsumer(): Promise<void> {
    const consumer = this.#consumer;
    this.#consumer = undefined;
    // What goes wrong at the end of a connection that is given up says nothing new.
    await consumer?.close(true).catch(() => undefined);
  }
}

type FetchAnswer = Awaited<ReturnType<Consumer['fetch']>>;

/** Partitions led by one broker, each with the offset to go on from. */
interface Readable {
  readonly node: number;
  readonly id: string;
  readonly offsets: Map<number, bigint>;
}
