import type { LogEntry, Topic } from '@chappe/contracts';
import type { Postgres } from '@chappe/postgres';
import type { Clock } from '@chappe/runtime';
import type { EventLog, Followed, FollowOptions, ReadRange } from './event-log.js';
import { Follower } from './follower.js';
import { LogReader } from './log-reader.js';

/** How often the tables are asked for entries that nobody here announced. One query per followed topic. */
const POLL_PERIOD_MS = 1_000;
const RETRY_AFTER_MS = 200;

/** What the adapter tells its surroundings. */
export interface EventLogReports {
  readFailed(topic: Topic, error: unknown): void;
  followerFailed(topic: Topic, partition: number, error: unknown): void;
}

/** The event log read from PostgreSQL itself, woken by announcements of the same process. */
export class TableEventLog implements EventLog {
  readonly #reader: LogReader;
  readonly #followers = new Map<Topic, Set<Follower>>();
  readonly #stopPolling: () => void;
  #polling = false;
  #closed = false;

  constructor(
    postgres: Postgres,
    readonly partitionCount: number,
    private readonly surroundings: { readonly clock: Clock; readonly reports: EventLogReports },
  ) {
    this.#reader = new LogReader(postgres);
    this.#stopPolling = surroundings.clock.every(POLL_PERIOD_MS, () => void this.#poll());
  }

  follow(topic: Topic, options: FollowOptions): Followed {
    const { reports, clock } = this.surroundings;
    const follower: Follower = new Follower(options, {
      readAfter: (after, limit) => this.#reader.read(topic, { partition: options.partition, after, limit }),
      onReadError: async (error) => {
        if (this.#closed) throw error;
        reports.readFailed(topic, error);
        await clock.sleep(RETRY_AFTER_MS);
      },
      onStopped: () => this.#followers.get(topic)?.delete(follower),
    });
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(follower));
    follower.failed.catch((error: unknown) => {
      followers.delete(follower);
      if (!this.#closed) reports.followerFailed(topic, options.partition, error);
    });
    return follower;
  }

  read(topic: Topic, range: ReadRange): Promise<LogEntry[]> {
    return this.#reader.read(topic, range);
  }

  positions(topic: Topic): Promise<number[]> {
    return this.#reader.positions(topic, this.partitionCount);
  }

  announce(topic: Topic, entries: readonly LogEntry[]): void {
    const followers = this.#followers.get(topic);
    if (!followers) return;
    for (const [partition, ofPartition] of groupByPartition(entries)) {
      for (const follower of followers) {
        if (follower.partition === partition) follower.offer(ofPartition);
      }
    }
  }

  /** Stops polling and every follower. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#stopPolling();
    await Promise.all([...this.#followers.values()].flatMap((set) => [...set].map((follower) => follower.stop())));
  }

  async #poll(): Promise<void> {
    if (this.#polling) return;
    this.#polling = true;
    for (const [topic, followers] of this.#followers) {
      try {
        const positions = await this.positions(topic);
        for (const follower of followers) follower.reach(positions[follower.partition] ?? 0);
      } catch (error) {
        if (!this.#closed) this.surroundings.reports.readFailed(topic, error);
      }
    }
    this.#polling = false;
  }
}

function groupByPartition(entries: readonly LogEntry[]): Map<number, LogEntry[]> {
  const groups = new Map<number, LogEntry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.partition);
    if (group) group.push(entry);
    else groups.set(entry.partition, [entry]);
  }
  return groups;
}
