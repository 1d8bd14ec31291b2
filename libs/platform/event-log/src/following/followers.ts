import type { LogEntry, Topic } from '@chappe/contracts';
import type { Clock } from '@chappe/runtime';
import type { Followed, FollowOptions } from '../event-log.js';
import type { EventLogReports } from '../event-log-reports.js';
import { type Generations, positionsOf } from '../generations/generations.js';
import { Follower } from './follower.js';
import type { LogReader } from '../tables/log-reader.js';

const RETRY_AFTER_MS = 200;
/** Under which those are counted who give no name. */
const UNNAMED = 'other';

/** How far behind the followers of one name are. */
export interface FollowerLag {
  readonly topic: string;
  readonly follower: string;
  /** Committed entries that are not applied, over all partitions. */
  readonly entries: number;
  /** For how long at least the oldest of them has been waiting; 0 when there is none. */
  readonly ageMs: number;
}

/** What followers live in. */
export interface FollowersSurroundings {
  readonly clock: Clock;
  readonly reports: EventLogReports;
  readonly generations: Generations;
  /** The log went back though no new generation told so: one has to begin. */
  readonly onWentBack: () => void;
}

/** The followers of this process, told by whoever learns of entries. */
export class Followers {
  readonly #followers = new Map<Topic, Set<Follower>>();
  #closed = false;

  constructor(
    private readonly reader: LogReader,
    private readonly surroundings: FollowersSurroundings,
  ) {
    surroundings.generations.onChange(() => this.#cutBack());
  }

  /** Topics that someone follows or has followed. */
  get topics(): readonly Topic[] {
    return [...this.#followers.keys()];
  }

  get isClosed(): boolean {
    return this.#closed;
  }

  follow(topic: Topic, options: FollowOptions): Followed {
    const { reports, clock } = this.surroundings;
    const { handling } = reports;
    const follower: Follower = new Follower(options, {
      readAfter: (after, limit) => this.reader.read(topic, { partition: options.partition, after, limit }),
      onReadError: async (error) => {
        if (this.#closed) throw error;
        reports.readFailed(topic, error);
        await clock.sleep(RETRY_AFTER_MS);
      },
      onHandling: handling && ((entries) => handling(topic, options.name ?? UNNAMED, entries)),
      onStopped: () => this.#followers.get(topic)?.delete(follower),
    });
    const followers = this.#followers.get(topic) ?? new Set();
    this.#followers.set(topic, followers.add(follower));
    follower.failed.catch((error: unknown) => {
      followers.delete(follower);
      if (!this.#closed && !follower.isLost) reports.followerFailed(topic, options.partition, error);
    });
    return follower;
  }

  /** These entries of one partition, ascending, are committed. */
  offer(topic: Topic, partition: number, entries: readonly LogEntry[]): void {
    for (const follower of this.#followers.get(topic) ?? []) {
      if (follower.partition === partition) follower.offer(entries);
    }
  }

  /** Entries up to this position are committed. */
  reach(topic: Topic, partition: number, position: number): void {
    for (const follower of this.#followers.get(topic) ?? []) {
      if (follower.partition === partition) follower.reach(position);
    }
  }

  /** Notes what is committed, so that {@link lag} can tell how far behind each follower is. */
  measure(topic: Topic, committed: readonly number[]): void {
    const { clock, reports } = this.surroundings;
    const nowMs = clock.monotonicMs();
    const wentBack = new Set<number>();
    for (const follower of this.#followers.get(topic) ?? []) {
      const { partition, position: applied } = follower;
      const position = committed[partition] ?? 0;
      if (follower.measure(position, nowMs) || wentBack.has(partition)) continue;
      wentBack.add(partition);
      reports.wentBack(topic, partition, { applied, committed: position });
      this.surroundings.onWentBack();
    }
  }

  /** A generation has begun: who took in what is lost is ended. */
  #cutBack(): void {
    const { generations, reports } = this.surroundings;
    for (const [topic, followers] of this.#followers) {
      const ends = positionsOf(generations.begin, topic);
      for (const follower of followers) {
        const { partition, position: applied } = follower;
        const committed = ends[partition] ?? 0;
        follower.cutBack(committed);
        if (follower.isLost) reports.wentBack(topic, partition, { applied, committed });
      }
    }
  }

  /** How far behind everyone was when last measured. */
  lag(): FollowerLag[] {
    const nowMs = this.surroundings.clock.monotonicMs();
    const sums = new Map<string, FollowerLag>();
    for (const [topic, followers] of this.#followers) {
      for (const follower of followers) {
        const name = follower.name ?? UNNAMED;
        const key = `${topic.name} ${name}`;
        const { entries, ageMs } = follower.lag(nowMs);
        const sum = sums.get(key) ?? { topic: topic.name, follower: name, entries: 0, ageMs: 0 };
        sums.set(key, { ...sum, entries: sum.entries + entries, ageMs: Math.max(sum.ageMs, ageMs) });
      }
    }
    return [...sums.values()];
  }

  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#followers.values()].flatMap((set) => [...set].map((follower) => follower.stop())));
  }
}
