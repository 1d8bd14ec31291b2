import type { Topic } from '@chappe/contracts';

/** What the log tells its surroundings. */
export interface EventLogReports {
  readFailed(topic: Topic, error: unknown): void;
  followerFailed(topic: Topic, partition: number, error: unknown): void;
  /** From now on entries of a topic come from Kafka, or, with the reason, from the tables. */
  deliveryChanged(topic: Topic, isKafka: boolean, reason: string): void;
  /** A record on the topic is none of ours. */
  recordIgnored(topic: string, partition: number): void;
}
