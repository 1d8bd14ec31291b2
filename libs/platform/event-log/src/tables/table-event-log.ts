import type { LogEntry, Topic } from '@chappe/contracts';
import type { Postgres } from '@chappe/postgres';
import { OneAtATime } from '@chappe/runtime';
import { byPartition } from './by-partition.js';
import type { EventLog, Followed, FollowOptions, ReadRange } from '../event-log.js';
import { Followers, type FollowerLag, type FollowersSurroundings } from '../following/followers.js';
import type { Generations } from '../generations/generations.js';
import { LogReader } from './log-reader.js';

/**
 * How often the tables are asked for entries that nobody here announced, one query per followed topic: when other
 * processes write hardly anything, and when they write most of it.
 */
const POLL_PERIOD_MS = 1_000;
export const SHARED_POLL_PERIOD_MS = 250;

/** The event log read from PostgreSQL itself, woken by announcements of the same process. */
export class TableEventLog implements EventLog {
  readonly #reader: LogReader;
  readonly #followers: Followers;
  readonly #stopPolling: () => void;
  readonly #polling = new OneAtATime(() => this.#poll());

  constructor(
    postgres: Postgres,
    readonly partitionCount: number,
    private readonly surroundings: FollowersSurroundings & { readonly pollPeriodMs?: number },
  ) {
    this.#reader = new LogReader(postgres);
    this.#followers = new Followers(this.#reader, surroundings);
    const { clock, pollPeriodMs = POLL_PERIOD_MS } = surroundings;
    this.#stopPolling = clock.every(pollPeriodMs, () => void this.#polling.run());
  }

  get generations(): Generations {
    return this.surroundings.generations;
  }

  follow(topic: Topic, options: FollowOptions): Followed {
    return this.#followers.follow(topic, options);
  }

  read(topic: Topic, range: ReadRange): Promise<LogEntry[]> {
    return this.#reader.read(topic, range);
  }

  positions(topic: Topic): Promise<number[]> {
    return this.#reader.positions(topic, this.partitionCount);
  }

  announce(topic: Topic, entries: readonly LogEntry[]): void {
    for (const [partition, ofPartition] of byPartition(entries)) this.#followers.offer(topic, partition, ofPartition);
  }

  /** How far behind the followers of this process are. */
  lag(): FollowerLag[] {
    return this.#followers.lag();
  }

  /** Stops polling and every follower. */
  async close(): Promise<void> {
    this.#stopPolling();
    await this.#followers.close();
  }

  async #poll(): Promise<void> {
    for (const topic of this.#followers.topics) {
      try {
        const positions = await this.positions(topic);
        for (const [partition, position] of positions.entries()) this.#followers.reach(topic, partition, position);
        this.#followers.measure(topic, positions);
      } catch (error) {
        if (!this.#followers.isClosed) this.surroundings.reports.readFailed(topic, error);
      }
    }
  }
}
