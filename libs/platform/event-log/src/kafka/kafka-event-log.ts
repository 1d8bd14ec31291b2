import type { LogEntry, Topic } from '@chappe/contracts';
import type { Postgres } from '@chappe/postgres';
import { byPartition } from '../tables/by-partition.js';
import type { EventLog, Followed, FollowOptions, ReadRange } from '../event-log.js';
import { Followers, type FollowerLag, type FollowersSurroundings } from '../following/followers.js';
import type { Generations } from '../generations/generations.js';
import type { KafkaCluster } from './kafka-cluster.js';
import type { TailRecord } from './kafka-tail.js';
import { fromLogRecord } from './log-record.js';
import { LogReader } from '../tables/log-reader.js';
import { TopicDelivery } from '../following/topic-delivery.js';

/**
 * How often the tables are asked while Kafka delivers, and for how long an entry that they show may still be on its way
 * through Kafka: together less than a second, the longest that a follower waits for an entry that is not published.
 */
const DELIVERING_POLL_MS = 700;
const ON_ITS_WAY_MS = 200;
/** How often while it does not. */
const FALLBACK_POLL_MS = 250;

export interface KafkaEventLogPorts extends FollowersSurroundings {
  readonly cluster: Pick<KafkaCluster, 'tail'>;
}

/**
 * The event log with Kafka as messenger. A record of the current generation says what another process has committed, no
 * more: order, gaps and repeats are the followers' matter, who read from the tables whatever did not come. The tables
 * are asked all the time, seldom while Kafka delivers and often while it does not.
 */
export class KafkaEventLog implements EventLog {
  readonly #reader: LogReader;
  readonly #followers: Followers;
  readonly #deliveries = new Map<Topic, TopicDelivery>();
  readonly #closing = new AbortController();
  readonly #polls: Promise<void>[] = [];

  constructor(
    postgres: Postgres,
    readonly partitionCount: number,
    private readonly ports: KafkaEventLogPorts,
  ) {
    this.#reader = new LogReader(postgres);
    this.#followers = new Followers(this.#reader, ports);
  }

  get generations(): Generations {
    return this.ports.generations;
  }

  follow(topic: Topic, options: FollowOptions): Followed {
    if (!this.#deliveries.has(topic)) this.#start(topic);
    return this.#followers.follow(topic, options);
  }

  read(topic: Topic, range: ReadRange): Promise<LogEntry[]> {
    return this.#reader.read(topic, range);
  }

  positions(topic: Topic): Promise<number[]> {
    return this.#reader.positions(topic, this.partitionCount);
  }

  announce(topic: Topic, entries: readonly LogEntry[]): void {
    for (const [partition, ofPartition] of byPartition(entries)) this.#tell(topic, partition, ofPartition);
  }

  /** Tells followers of entries that were found in the tables; they are not counted as delivered. */
  reach(topic: Topic, partition: number, position: number): void {
    this.#followers.reach(topic, partition, position);
  }

  /** How far behind the followers of this process are. */
  lag(): FollowerLag[] {
    return this.#followers.lag();
  }

  /** By name of the followed topics: undefined while Kafka delivers, else why it does not. */
  troubles(): Map<string, string | undefined> {
    return new Map(
      [...this.#deliveries].map(([topic, { isDelivering, reason }]) => [topic.name, isDelivering ? undefined : reason]),
    );
  }

  /** Stops polling and every follower; the cluster is closed by who made it. */
  async close(): Promise<void> {
    this.#closing.abort(new Error('the log is closed'));
    await Promise.all(this.#polls);
    await this.#followers.close();
  }

  #start(topic: Topic): void {
    const delivery = new TopicDelivery(this.partitionCount);
    this.#deliveries.set(topic, delivery);
    this.ports.cluster.tail(topic, {
      onPositioned: () => delivery.positioned(),
      onRecords: (partition, records) => this.#take(topic, partition, records),
      onInterrupted: (error) => this.#watch(topic, () => delivery.interrupted(String(error))),
    });
    this.#polls.push(this.#pollUntilClosed(topic, delivery));
  }

  #take(topic: Topic, partition: number, records: readonly TailRecord[]): void {
    const entries: LogEntry[] = [];
    for (const record of records) {
      const published = fromLogRecord(partition, record);
      // One of another generation may be of a lost future; what is not is in the tables.
      if (published?.generation === this.generations.current) entries.push(published.entry);
      else this.ports.reports.recordIgnored(topic.name, partition);
    }
    this.#tell(topic, partition, entries);
  }

  #tell(topic: Topic, partition: number, entries: readonly LogEntry[]): void {
    const delivery = this.#deliveries.get(topic);
    for (const { position } of entries) delivery?.announced(partition, position);
    this.#followers.offer(topic, partition, entries);
  }

  async #pollUntilClosed(topic: Topic, delivery: TopicDelivery): Promise<void> {
    const { clock, reports } = this.ports;
    while (!this.#closing.signal.aborted) {
      try {
        await this.#poll(topic, delivery);
      } catch (error) {
        if (!this.#closing.signal.aborted) reports.readFailed(topic, error);
      }
      const pauseMs = delivery.isDelivering ? DELIVERING_POLL_MS : FALLBACK_POLL_MS;
      await clock.sleep(pauseMs, this.#closing.signal).catch(() => undefined);
    }
  }

  async #poll(topic: Topic, delivery: TopicDelivery): Promise<void> {
    const question = delivery.question();
    const positions = await this.positions(topic);
    this.#watch(topic, () => delivery.polled(positions, question, this.ports.clock.monotonicMs()));
    if (delivery.isDelivering) await this.ports.clock.sleep(ON_ITS_WAY_MS, this.#closing.signal);
    for (const [partition, position] of positions.entries()) this.#followers.reach(topic, partition, position);
    this.#followers.measure(topic, positions);
  }

  /** Reports when `change` has changed whether Kafka delivers. */
  #watch(topic: Topic, change: () => void): void {
    const delivery = this.#deliveries.get(topic);
    const before = delivery?.isDelivering;
    change();
    if (delivery && delivery.isDelivering !== before) {
      this.ports.reports.deliveryChanged(topic, delivery.isDelivering, delivery.reason);
    }
  }
}
