import type { LogEntry, Topic } from '@chappe/contracts';

/** What the log tells its surroundings. */
export interface EventLogReports {
  readFailed(topic: Topic, error: unknown): void;
  followerFailed(topic: Topic, partition: number, error: unknown): void;
  /**
   * The tables end before what a follower has taken in: the database is an older copy, or a standby that had not got
   * everything, and gives those positions out again.
   */
  wentBack(topic: Topic, partition: number, positions: { readonly applied: number; readonly committed: number }): void;
  /** From now on entries of a topic come from Kafka, or, with the reason, from the tables. */
  deliveryChanged(topic: Topic, isKafka: boolean, reason: string): void;
  /** A record on the topic is none of ours. */
  recordIgnored(topic: string, partition: number): void;
  /**
   * A follower begins with entries. Absent where nothing is traced.
   * @param follower its name: the relay publishes them, others apply them
   * @returns to be called when it is done with them; undefined when none of them is traced
   */
  readonly handling?: (topic: Topic, follower: string, entries: readonly LogEntry[]) => (() => void) | undefined;
}
