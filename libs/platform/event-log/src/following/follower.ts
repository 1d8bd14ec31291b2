import type { LogEntry } from '@chappe/contracts';
import type { EntriesHandler, Followed, FollowOptions } from '../event-log.js';

/** Entries kept from announcements before the follower goes back to reading the table. */
const OFFERED_ENTRIES_MAX = 4_096;
const OFFERED_BYTES_MAX = 1_048_576;
const READ_ENTRIES = 500;

/** What a follower needs from its log. */
export interface FollowerPorts {
  /** Up to `limit` committed entries after a position, ascending. */
  readAfter(after: number, limit: number): Promise<readonly LogEntry[]>;
  /** The table could not be read. Resolves when the follower shall try again, rejects when it shall give up. */
  onReadError(error: unknown): Promise<void>;
  /** The handler begins with entries. @returns to be called when it has ended, however */
  readonly onHandling: ((entries: readonly LogEntry[]) => (() => void) | undefined) | undefined;
  onStopped(): void;
}

/** The log went back: what was taken in beyond its end is of a future that is lost. */
export class LogWentBackError extends Error {
  constructor(taken: number, end: number) {
    super(`entries up to position ${taken} were taken in, but the log ends at ${end}`);
    this.name = 'LogWentBackError';
  }
}

/** Follows one partition: takes announced entries while they are contiguous, fills every gap from the table. */
export class Follower implements Followed {
  readonly failed: Promise<never>;
  readonly partition: number;
  readonly name: string | undefined;
  /** Last entry whose handler has finished. */
  #position: number;
  /** Last entry that was handed to the handler. */
  #cursor: number;
  /** Last position that is known to be committed. */
  #end: number;
  #offered: LogEntry[] = [];
  #offeredBytes = 0;
  #committed = 0;
  /** Where it was when last measured. */
  #measured = 0;
  /** A position that was seen not to be applied, and when it was first seen. */
  #awaited: { readonly position: number; readonly sinceMs: number } | undefined;
  #wake: (() => void) | undefined;
  #stopped = false;
  #isLost = false;
  #fail!: (reason: unknown) => void;
  readonly #onEntries: EntriesHandler;
  readonly #done: Promise<void>;

  constructor(
    options: FollowOptions,
    private readonly ports: FollowerPorts,
  ) {
    this.partition = options.partition;
    this.name = options.name;
    this.#position = options.after;
    this.#cursor = options.after;
    this.#end = options.after + 1; // unknown: the first round reads the table
    this.#onEntries = options.onEntries;
    this.failed = new Promise((_resolve, reject) => (this.#fail = reject));
    this.failed.catch(() => undefined); // whoever follows may not listen; the owner of the follower logs it
    this.#done = this.#run().catch((error: unknown) => this.#fail(error));
  }

  get position(): number {
    return this.#position;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** The log ends here now, and what was announced beyond never comes. Ends the follower if it has taken that in. */
  cutBack(end: number): void {
    this.#offered = [];
    this.#offeredBytes = 0;
    this.#end = end;
    this.#measured = Math.min(this.#measured, end);
    if (this.#cursor <= end) return;
    this.#isLost = true;
    this.#stopped = true;
    this.#fail(new LogWentBackError(this.#cursor, end));
    this.#wake?.();
  }

  /** Entries that were just committed; what does not fit now is read from the table later. */
  offer(entries: readonly LogEntry[]): void {
    let highest = 0;
    for (const entry of entries) {
      highest = Math.max(highest, entry.position);
      const next = (this.#offered.at(-1)?.position ?? this.#cursor) + 1;
      if (entry.position !== next || this.#offered.length >= OFFERED_ENTRIES_MAX) continue;
      if (this.#offered.length > 0 && this.#offeredBytes + entry.payload.length > OFFERED_BYTES_MAX) continue;
      this.#offered.push(entry);
      this.#offeredBytes += entry.payload.length;
    }
    this.reach(highest);
  }

  /** Entries up to this position are known to be committed. */
  reach(position: number): void {
    if (position <= this.#end && this.#offered.length === 0) return;
    this.#end = Math.max(this.#end, position);
    this.#wake?.();
  }

  /**
   * Notes what is committed now.
   * @returns false when that is less than what it had taken in when last measured: the log went back
   */
  measure(committed: number, nowMs: number): boolean {
    const isSound = committed >= this.#measured;
    this.#committed = committed;
    this.#measured = this.#position;
    if (this.#awaited && this.#position < this.#awaited.position) return isSound;
    this.#awaited = this.#position < committed ? { position: committed, sinceMs: nowMs } : undefined;
    return isSound;
  }

  /** Committed entries not applied when last measured, and for how long at least the oldest waits. */
  lag(nowMs: number): { readonly entries: number; readonly ageMs: number } {
    const isWaiting = this.#awaited !== undefined && this.#position < this.#awaited.position;
    const ageMs = isWaiting ? nowMs - (this.#awaited?.sinceMs ?? nowMs) : 0;
    return { entries: Math.max(0, this.#committed - this.#position), ageMs };
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wake?.();
    await this.#done;
    this.ports.onStopped();
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const entries = this.#takeOffered() ?? (await this.#readGap());
      if (this.#stopped) return;
      if (entries.length === 0) {
        await this.#sleep();
        continue;
      }
      this.#cursor = entries.at(-1)?.position ?? this.#cursor;
      const ended = this.ports.onHandling?.(entries);
      try {
        const handled = this.#onEntries(entries);
        if (handled) await handled;
      } finally {
        ended?.();
      }
      this.#position = this.#cursor;
    }
  }

  #takeOffered(): readonly LogEntry[] | undefined {
    if (this.#offered.length === 0) return undefined;
    const fresh = this.#offered.filter((entry) => entry.position > this.#cursor);
    this.#offered = [];
    this.#offeredBytes = 0;
    return fresh[0]?.position === this.#cursor + 1 ? fresh : undefined;
  }

  async #readGap(): Promise<readonly LogEntry[]> {
    const end = this.#end;
    if (this.#cursor >= end) return [];
    try {
      const entries = await this.ports.readAfter(this.#cursor, READ_ENTRIES);
      if (entries.length === 0 && this.#end === end) this.#end = this.#cursor;
      return entries;
    } catch (error) {
      await this.ports.onReadError(error);
      return [];
    }
  }

  /** Undefined when there is something to do at once. */
  #sleep(): Promise<void> | undefined {
    if (this.#stopped || this.#offered.length > 0 || this.#cursor < this.#end) return undefined;
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
