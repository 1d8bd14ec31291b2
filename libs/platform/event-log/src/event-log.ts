import type { LogEntry, Topic } from '@chappe/contracts';
import type { Generations } from './generations/generations.js';

/**
 * Follows one partition. Entries arrive in order, without gap or repeat, starting after the position that was asked
 * for. The next batch waits for the returned promise. A throw stops this follower; {@link Followed.failed} then
 * settles.
 */
export type EntriesHandler = (entries: readonly LogEntry[]) => Promise<void> | void;

export interface FollowOptions {
  readonly partition: number;
  /** Exclusive: 0 follows from the beginning. */
  readonly after: number;
  readonly onEntries: EntriesHandler;
  /** Under which the metrics count how far behind it is; the same for all partitions. */
  readonly name?: string;
}

/** A running follower. */
export interface Followed {
  /** Position of the last entry whose handler has finished. */
  readonly position: number;
  /** Rejects when the handler threw, or with {@link isLost}; never resolves. */
  readonly failed: Promise<never>;
  /**
   * It has handed over entries of a future that PostgreSQL has lost. True before anything is read or written in the
   * generation that has begun; no more entries come.
   */
  readonly isLost: boolean;
  /** Ends it; settles when the running handler, if any, is done. */
  stop(): Promise<void>;
}

/**
 * The event log, read side. PostgreSQL is the truth: every adapter gives the entries that were committed, in the order
 * of their positions. Adapters pass `testing/conformance/event-log`.
 */
export interface EventLog {
  /** Number of partitions of every topic of this installation. */
  readonly partitionCount: number;
  /** In which stretch of time positions are comparable. */
  readonly generations: Generations;
  follow(topic: Topic, options: FollowOptions): Followed;
  /** Up to `limit` entries with position > after, ascending, from the tables. */
  read(topic: Topic, range: ReadRange): Promise<LogEntry[]>;
  /** The last committed position of every partition, index = partition. */
  positions(topic: Topic): Promise<number[]>;
  /**
   * Tells local followers about entries that this process has just committed. A hint: it may come late, twice, out of
   * order or never; followers fill gaps from the tables.
   */
  announce(topic: Topic, entries: readonly LogEntry[]): void;
}

export interface ReadRange {
  readonly partition: number;
  /** Exclusive. */
  readonly after: number;
  /** At most {@link READ_LIMIT_MAX}. */
  readonly limit: number;
  /** Only these kinds; absent: all. */
  readonly kinds?: readonly number[];
}

export const READ_LIMIT_MAX = 1_000;

/** Injection token of the process' {@link EventLog}. */
export const EVENT_LOG = 'chappe:event-log';
