import { Admin, findErrorBy } from '@platformatic/kafka';
import type { Clock } from '@chappe/runtime';
import type { KafkaConnection } from './kafka-connection.js';
import type { KafkaConfig } from './kafka.config.js';

const HOUR_MS = 3_600_000;
/** A topic that was just made is known everywhere, and has its leaders, after a moment. */
const SETTLE_POLL_MS = 50;
const SETTLE_POLLS_MAX = 60;
/** Above a batch of the relay, and above the largest entry. */
const MESSAGE_BYTES_MAX = 1_048_588;

/** What of a topic of ours the broker knows. */
export interface NamedTopic {
  readonly name: string;
}

/** A topic on the broker has another number of partitions than this installation. */
export class TopicPartitionsError extends Error {
  constructor(topic: string, wanted: number, found: number) {
    super(
      `the Kafka topic ${topic} has ${found} partitions, but this installation has ${wanted}: ` +
        'delete the topic (it is made again from the tables) or set kafka.topicPrefix to one of your own',
    );
    this.name = 'TopicPartitionsError';
  }
}

/** The topics of this installation on the broker. */
export class KafkaTopics {
  readonly #pending = new Map<string, Promise<void>>();

  constructor(
    private readonly connection: KafkaConnection,
    private readonly config: Pick<KafkaConfig, 'topicPrefix' | 'replicationFactor' | 'retentionHours'>,
    private readonly installation: { readonly partitionCount: number; readonly clock: Clock },
  ) {}

  /** Its name on the broker. */
  nameOf(topic: NamedTopic): string {
    return this.config.topicPrefix + topic.name;
  }

  /**
   * Creates the topic if it is missing; several callers at once share one request.
   * @throws TopicPartitionsError when it has another number of partitions; any error of the client
   */
  ensure(topic: NamedTopic): Promise<void> {
    const name = this.nameOf(topic);
    const pending = this.#pending.get(name) ?? this.#ensure(name).finally(() => this.#pending.delete(name));
    this.#pending.set(name, pending);
    return pending;
  }

  async #ensure(name: string): Promise<void> {
    const admin = new Admin(this.connection);
    try {
      const names = await admin.listTopics();
      if (!names.includes(name)) await this.#create(admin, name);
      const { partitionCount } = this.installation;
      const found = await this.#settledPartitions(admin, name);
      if (found !== partitionCount) throw new TopicPartitionsError(name, partitionCount, found);
    } finally {
      await admin.close();
    }
  }

  /** Number of partitions, once each has a leader. */
  async #settledPartitions(admin: Admin, name: string): Promise<number> {
    for (let poll = 1; ; poll++) {
      try {
        const { topics } = await admin.metadata({ topics: [name], forceUpdate: true });
        const partitions = topics.get(name)?.partitions ?? [];
        if (partitions.length > 0 && partitions.every(({ leader }) => leader >= 0)) return partitions.length;
      } catch (error) {
        if (poll >= SETTLE_POLLS_MAX) throw error;
      }
      if (poll >= SETTLE_POLLS_MAX) throw new Error(`the Kafka topic ${name} has partitions without a leader`);
      await this.installation.clock.sleep(SETTLE_POLL_MS);
    }
  }

  async #create(admin: Admin, name: string): Promise<void> {
    const { replicationFactor = -1, retentionHours } = this.config;
    try {
      await admin.createTopics({
        topics: [name],
        partitions: this.installation.partitionCount,
        replicas: replicationFactor,
        configs: [
          { name: 'cleanup.policy', value: 'delete' },
          { name: 'retention.ms', value: String(retentionHours * HOUR_MS) },
          { name: 'max.message.bytes', value: String(MESSAGE_BYTES_MAX) },
        ],
      });
    } catch (error) {
      // Another process was quicker.
      if (!(error instanceof Error && findErrorBy(error, 'apiId', 'TOPIC_ALREADY_EXISTS'))) throw error;
    }
  }
}
