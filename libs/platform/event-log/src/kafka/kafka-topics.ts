import { Admin, findErrorBy } from '@platformatic/kafka';
import type { KafkaConnection } from './kafka-connection.js';
import type { KafkaConfig } from './kafka.config.js';

const HOUR_MS = 3_600_000;
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
    private readonly partitionCount: number,
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
      const metadata = await admin.metadata({ topics: [name] });
      const found = metadata.topics.get(name)?.partitionsCount ?? 0;
      if (found !== this.partitionCount) throw new TopicPartitionsError(name, this.partitionCount, found);
    } finally {
      await admin.close();
    }
  }

  async #create(admin: Admin, name: string): Promise<void> {
    const { replicationFactor = -1, retentionHours } = this.config;
    try {
      await admin.createTopics({
        topics: [name],
        partitions: this.partitionCount,
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
