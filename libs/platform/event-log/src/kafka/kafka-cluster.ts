import { atMost, type Clock } from '@chappe/runtime';
import type { Generations } from '../generations/generations.js';
import { kafkaConnection } from './kafka-connection.js';
import type { KafkaConfig } from './kafka.config.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { KafkaTail, type TailSink } from './kafka-tail.js';
import { KafkaTopics, type NamedTopic } from './kafka-topics.js';
import { PublishedPositions } from './published-positions.js';

/** A client that hangs longer than this at the end is left behind. */
const CLOSE_MS_MAX = 1_000;

/** What the brokers are used for. */
export interface ClusterSurroundings {
  readonly partitionCount: number;
  readonly generations: Generations;
  readonly clock: Clock;
}

/** The brokers, as far as this process uses them. */
export class KafkaCluster {
  readonly topics: KafkaTopics;
  /** For logs. */
  readonly publisher: KafkaPublisher;
  /** For what may be lost: it must not wait behind a log that cannot be written. */
  readonly transientPublisher: KafkaPublisher;
  readonly published: PublishedPositions;
  readonly #connection: ReturnType<typeof kafkaConnection>;
  readonly #clock: Clock;
  readonly #tails = new Set<KafkaTail>();

  /** Connects to nobody yet. */
  constructor(config: KafkaConfig, { partitionCount, generations, clock }: ClusterSurroundings) {
    this.#clock = clock;
    this.#connection = kafkaConnection(config);
    this.topics = new KafkaTopics(this.#connection, config, { partitionCount, clock });
    this.publisher = new KafkaPublisher(this.#connection, clock);
    this.transientPublisher = new KafkaPublisher(this.#connection, clock);
    this.published = new PublishedPositions(this.#connection, this.topics, generations);
  }

  /** Reads what is published to a topic from now on, until {@link close}. */
  tail(topic: NamedTopic, sink: TailSink): void {
    const ports = { connection: this.#connection, clock: this.#clock, topics: this.topics };
    this.#tails.add(new KafkaTail(topic, sink, ports));
  }

  /** Ends within a second, whatever the brokers do. */
  close(): Promise<void> {
    return atMost(this.#clock, CLOSE_MS_MAX, this.#close());
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#tails].map((tail) => tail.stop()));
    await Promise.all([this.publisher.close(), this.transientPublisher.close()]);
  }
}

/** Injection token of the process' {@link KafkaCluster}; undefined without Kafka. */
export const KAFKA_CLUSTER = 'chappe:kafka-cluster';
